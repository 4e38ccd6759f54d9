/** Whom this machine serves, and on which addresses. */
import type { Asker } from "../../../cli/asker.ts";
import { parseUpsdConf } from "../../../conf/upsd-conf.ts";
import { NutError } from "../../../nut/errors.ts";
import { DEFAULT_PORT } from "../../../nut/ups-id.ts";
import type { Listen, PresetAnswer } from "../answers.ts";
import type { Given } from "../flags.ts";
import { PRESETS, type Preset } from "../tables/presets.ts";

/** A device has one UPS of that name, however many there are. */
async function upsOf(
  preset: Preset,
  wanted: string | undefined,
  upses: readonly { readonly name: string }[],
  asker: Asker,
): Promise<string> {
  const [first, ...others] = upses;
  if (!first) throw new NutError("configuration", "there is no UPS to serve");
  if (wanted !== undefined) {
    if (upses.some(({ name }) => name === wanted)) return wanted;
    throw new NutError("usage", `--preset ${preset.name}=${wanted}: there is no UPS ${wanted}`);
  }
  if (others.length === 0) return first.name;
  return asker.choose({
    question: `Which of them feeds the ${preset.title}?`,
    option: `--preset ${preset.name}=UPS`,
    choices: upses.map(({ name }, at) => ({ name, value: name, chosen: at === 0 })),
  });
}

/** The name that is built into a client must not be that of another UPS. */
function checkName({ preset, ups }: PresetAnswer, upses: readonly { readonly name: string }[]): void {
  const { upsname, title } = preset;
  if (upsname === undefined || upsname === ups || !upses.some(({ name }) => name === upsname)) return;
  const text = `a ${title} asks for the UPS ${upsname}, which is not ${ups} here: give ${upsname} another name`;
  throw new NutError(
    "usage",
    `--preset ${preset.name}=${ups}: ${text} (--ups NAME=DRIVER:PORT, or rename its section of ups.conf)`,
  );
}

export async function askPresets(
  given: Given,
  upses: readonly { readonly name: string }[],
  asker: Asker,
): Promise<readonly PresetAnswer[]> {
  const chosen: Given["presets"] =
    given.presets.length > 0
      ? given.presets
      : await asker.chooseSome({
          question: "Do any of these listen to this machine? (blank to mark, enter to go on)",
          option: "--preset",
          choices: PRESETS.map((preset) => ({ name: preset.title, value: { preset, ups: undefined } })),
        });
  const answers: PresetAnswer[] = [];
  for (const { preset, ups } of chosen) {
    const answer = { preset, ups: await upsOf(preset, ups, upses, asker) };
    checkName(answer, upses);
    answers.push(answer);
  }
  return answers;
}

const OWN: readonly string[] = ["127.0.0.1", "::1"];
const ALL: readonly string[] = ["0.0.0.0", "::"];

/** Addresses that are there already stay where they do what the role wants. */
export function usualListen(
  role: "standalone" | "netserver",
  upsdConf: string,
  addresses: readonly string[],
): readonly Listen[] {
  const { listen } = parseUpsdConf(upsdConf);
  const served = listen.some(({ host }) => !OWN.includes(host) && host !== "localhost");
  if (listen.length > 0 && served === (role === "netserver")) return listen;
  const v6 = addresses.some((address) => address.includes(":"));
  const hosts = role === "standalone" ? OWN : ALL;
  const port = listen[0]?.port ?? DEFAULT_PORT;
  return hosts.filter((host) => v6 || !host.includes(":")).map((host) => ({ host, port }));
}
