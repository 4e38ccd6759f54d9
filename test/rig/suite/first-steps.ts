/** What the README says to do with a UPS on USB. */
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { plug } from "./bench.ts";
import type { Scenario } from "./judge.ts";
import { value } from "./nut-client.ts";
import { Program, RUN, until } from "./world.ts";

/** The guest has it to itself. */
const PORT = 3493;
const NAME = "cp1600epfclcd";

async function follow(): Promise<string> {
  const { cable } = await plug();
  const folder = mkdtempSync(join(tmpdir(), "nutts-try-"));
  writeFileSync(join(folder, "upsd.conf"), "");
  const env = { NUT_CONFPATH: folder, NUT_STATEPATH: folder };
  const scan = (): Program => new Program("scanner", process.execPath, [RUN, "scanner", "-U", "--write"], env);
  let scanner = scan();
  await until("the scanner has written the section", 60_000, () => {
    if (scanner.output.includes(`added ${NAME}`)) return true;
    if (!scanner.running) scanner = scan();
    return false;
  });
  const up = new Program("up", process.execPath, [RUN, "up", "-u", "root"], env);
  try {
    await until(`${NAME} is on line`, 60_000, async () => (await value(PORT, NAME, "ups.status")).startsWith("OL"));
    return `${NAME}: battery.charge ${await value(PORT, NAME, "battery.charge")}`;
  } catch (error) {
    throw new Error(`${String(error)}\n${up.output.slice(-1500)}`, { cause: error });
  } finally {
    await up.stop();
    cable.unplug();
  }
}

export const FIRST_STEPS: readonly Scenario[] = [
  { name: "scanner -U --write, then up: as the README says", run: follow },
];
