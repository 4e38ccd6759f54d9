/** Every serial profile of the capture folder against what the C driver 2.8.5 published for it. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { QxDriver } from "../../../src/drivers/qx/driver.ts";
import { QX_PROTOCOLS } from "../../../src/drivers/qx/subdrivers/index.ts";
import { DriverError, type Reading } from "../../../src/drivers/types.ts";
import { SYSTEM_CLOCK } from "../../../src/host/clock.ts";
import { type Profile, QuestionDevice } from "../../sim/question-device.ts";
import { settingsOf } from "../../sim/settings.ts";

const CAPTURES = join(process.cwd(), "../shared/devices/serial");

interface Run {
  readonly driver: string;
  readonly name?: string;
  readonly options?: readonly string[];
}

interface Case {
  readonly file: string;
  readonly profile: Profile & { readonly runs: readonly Run[] };
  readonly run: Run;
}

const read = (name: string): string => readFileSync(join(CAPTURES, name), "utf8");

const cases: readonly Case[] = existsSync(CAPTURES)
  ? readdirSync(CAPTURES)
      .filter((name) => name.endsWith(".json"))
      .flatMap((name) => {
        const profile = JSON.parse(read(name)) as Case["profile"];
        return profile.runs
          .filter(({ driver }) => driver === "nutdrv_qx")
          .map((run) => ({ file: name.replace(/\.json$/, ""), profile, run }));
      })
  : [];

const optionsOf = (run: Run): Record<string, string> =>
  Object.fromEntries(
    (run.options ?? []).map((line) => {
      const [name = "", value = ""] = line.split(/\s*=\s*/);
      return [name, value.replace(/^"|"$/g, "")];
    }),
  );

/** Made by the poll loop for every driver, or of the machine that took the reference. */
const NOT_OURS = /^(driver\.|device\.type|ups\.status$|ups\.alarm$)/;

function expected(text: string): Record<string, string> {
  const rows = text.split("\n").filter((line) => line.includes(": "));
  return Object.fromEntries(rows.map((line) => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 2)]));
}

/** The values, with `device.*` mirrored from `ups.*` as the poll loop does for every driver. */
function valuesOf(reading: Reading): Record<string, string> {
  const values = new Map(
    [...reading.vars].map(([name, reported]) => [name, typeof reported === "string" ? reported : reported.value]),
  );
  for (const part of ["mfr", "model", "serial"]) {
    const value = values.get(`ups.${part}`);
    if (value !== undefined) values.set(`device.${part}`, value);
  }
  return Object.fromEntries(values);
}

/** Differences from the C driver, each with its reason. */
const DIFFERENT: Readonly<Record<string, readonly string[]>> = {
  // A cell voltage (2.28 V of a 24 V battery): C finds the number of packs, then does not multiply by it when it
  // guesses the charge, and says 0 for a healthy battery.
  "megatec-1.nutdrv_qx": ["battery.charge"],
  "megatec-1.nutdrv_qx-megatec": ["battery.charge"],
  // Left over in C from protocols that were tried and did not claim the device.
  "q6-1.nutdrv_qx": ["input.L1-N.voltage", "output.current"],
};

async function readOnce({ profile, run }: Case): Promise<Reading> {
  const link = new QuestionDevice(profile);
  const driver = new QxDriver({
    settings: settingsOf(optionsOf(run)),
    clock: SYSTEM_CLOCK,
    protocols: QX_PROTOCOLS,
    openLink: () => Promise.resolve({ link, title: "test", facts: new Map() }),
  });
  await driver.open();
  return driver.poll("full");
}

(cases.length > 0 ? describe : describe.skip)("nutdrv_qx on the recorded devices", () => {
  it.each(cases.map((each) => [`${each.file} ${each.run.name ?? ""}`, each] as const))("%s", async (_, each) => {
    const stem = [each.file, [each.run.driver, each.run.name].filter(Boolean).join("-")].join(".");
    if (!existsSync(join(CAPTURES, `${stem}.vars`))) return expect(readOnce(each)).rejects.toThrow(DriverError);
    const wanted = expected(read(`${stem}.vars`));
    const reading = await readOnce(each);
    const skip = new Set(DIFFERENT[stem] ?? []);
    const relevant = (all: Record<string, string>): [string, string][] =>
      Object.entries(all)
        .filter(([name]) => !NOT_OURS.test(name) && !skip.has(name))
        .sort();
    expect(relevant(valuesOf(reading))).toEqual(relevant(wanted));
    expect(["ALARM", ...(reading.status ?? [])]).toEqual(
      expect.arrayContaining((wanted["ups.status"] ?? "").split(" ")),
    );
    const commands = read(`${stem}.cmds`)
      .split("\n")
      .map((line) => line.split(" - ")[0]?.trim());
    for (const command of reading.commands ?? []) expect(commands).toContain(command);
  });
});
