/** Which devices, and their names. */
import type { Asker } from "../../../cli/asker.ts";
import { completeUpses, parseUpsConf } from "../../../conf/ups-conf.ts";
import { NutError } from "../../../nut/errors.ts";
import type { UpsAnswer } from "../answers.ts";
import { type FoundUps, type Look, newDevices, usualName } from "../find-devices.ts";
import { type Given, nameComplaint } from "../flags.ts";

/** They have no device of their own. */
const STAGE_DRIVERS: ReadonlySet<string> = new Set(["clone", "clone-outlet"]);

const keptOnes = (upsConf: string): readonly UpsAnswer[] =>
  completeUpses(parseUpsConf(upsConf))
    .filter(({ driver }) => !STAGE_DRIVERS.has(driver))
    .map(({ name, driver, port }) => ({
      name,
      driver,
      port,
      settings: [],
      kept: true,
    }));

async function named(found: readonly FoundUps[], taken: Set<string>, asker: Asker): Promise<readonly UpsAnswer[]> {
  const answers: UpsAnswer[] = [];
  for (const ups of found) {
    const name = await asker.text({
      question: `Name of ${ups.title}`,
      option: "--ups",
      usual: usualName(ups, taken, found.length === 1),
      check: (text) => nameComplaint(text) ?? (taken.has(text) ? `${text} is taken` : undefined),
    });
    taken.add(name);
    answers.push({ name, driver: ups.device.driver, port: ups.device.port, settings: ups.settings, kept: false });
  }
  return answers;
}

const NOTHING =
  "no UPS was found. Plug it in and try again, look on serial ports too (--serial auto), or name it: --ups NAME=DRIVER:PORT";

async function byHand(asker: Asker, taken: ReadonlySet<string>): Promise<readonly UpsAnswer[]> {
  const known = await asker.confirm({
    question: "No UPS was found. Do you know its driver and port?",
    option: "--ups",
    usual: false,
  });
  if (!known) throw new NutError("configuration", NOTHING);
  const driver = await asker.text({ question: "Driver", option: "--ups", usual: "usbhid-ups" });
  const port = await asker.text({ question: "Port", option: "--ups", usual: "auto" });
  const check = (text: string): string | undefined =>
    nameComplaint(text) ?? (taken.has(text) ? `${text} is taken` : undefined);
  const name = await asker.text({ question: "Name", option: "--ups", usual: "ups", check });
  return [{ name, driver, port, settings: [], kept: false }];
}

/** Throws NutError `configuration` where there is none. */
export async function askUpses(given: Given, upsConf: string, look: Look, asker: Asker): Promise<readonly UpsAnswer[]> {
  const kept = keptOnes(upsConf);
  if (given.upses.length > 0) {
    const names = new Set(given.upses.map(({ name }) => name));
    return [...kept.filter(({ name }) => !names.has(name)), ...given.upses.map((ups) => ({ ...ups, kept: false }))];
  }
  const found = newDevices(await look(given.serial), parseUpsConf(upsConf));
  const taken = new Set(kept.map(({ name }) => name));
  if (found.length === 0) return kept.length > 0 ? kept : byHand(asker, taken);
  const chosen =
    found.length === 1
      ? found
      : await asker.chooseSome({
          question: "Which of these feed this machine, or shall be served?",
          option: "--ups",
          choices: found.map((ups) => ({ name: ups.title, value: ups, chosen: true })),
        });
  if (chosen.length === 0 && kept.length === 0) throw new NutError("configuration", NOTHING);
  return [...kept, ...(await named(chosen, taken, asker))];
}
