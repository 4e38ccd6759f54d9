/** Whom this machine serves, and on which addresses. */
import type { Asker } from "../../../cli/asker.ts";
import { parseUpsdConf } from "../../../conf/upsd-conf.ts";
import { NutError } from "../../../nut/errors.ts";
import { DEFAULT_PORT } from "../../../nut/ups-id.ts";
import type { Listen, PresetAnswer, UpsAnswer } from "../answers.ts";
import type { Given } from "../flags.ts";
import { PRESETS, type Preset } from "../tables/presets.ts";

/** A device has one UPS of that name, however many there are. */
async function upsOf(
  preset: Preset,
  wanted: string | undefined,
  upses: readonly UpsAnswer[],
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

export async function askPresets(
  given: Given,
  upses: readonly UpsAnswer[],
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
  for (const { preset, ups } of chosen) answers.push({ preset, ups: await upsOf(preset, ups, upses, asker) });
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
