/** Every recorded run of nutdrv_qx 2.8.5 against ours on the same profile: values, types, commands, questions. */
import { describe, expect, it } from "@jest/globals";
import { DeviceError } from "../../../src/drivers/types.ts";
import { OWN_RUNS, type QxRun, qxRuns, SHARED_RUNS } from "../../sim/bench/qx-runs.ts";
import { dumpOf, qxBench } from "../../sim/devices/qx-device.ts";

/** Where we differ on purpose: runs, variable (or `questions`), and why. */
const DIFFERENCES: readonly (readonly [runs: RegExp, name: string, why: string])[] = [
  [/^(megatec-1|mecer-p98).nutdrv_qx/, "battery.charge", "C finds that 2.05 V is a cell of 24 V and then says 0"],
  ...["input.L2-N.voltage", "input.L3-N.voltage", "output.frequency", "battery.runtime", "battery.charge"].map(
    (name) => [/^q6-1.nutdrv_qx$/, name, "C asks Q6 once, while it looks for the device"] as const,
  ),
  ...["ups.realpower", "ups.power"].map(
    (name) => [/^q6-1.nutdrv_qx$/, name, "C asks WA once, while it looks for the device"] as const,
  ),
  [/^(ippon-1|opti-ps1500e-1|q6-1).nutdrv_qx$/, "device.mfr", "C calls whatever answers Q1 an Ippon"],
  [/^opti-ps1500e-1.nutdrv_qx$/, "device.model", "C takes a blank firmware for no answer to I"],
  [/^opti-ps1500e-1.nutdrv_qx$/, "ups.firmware", "C shows blanks"],
  ...["device.serial", "ups.serial"].map(
    (name) => [/^(exegate|megatec-1)\S*.nutdrv_qx/, name, "C cuts the maker's blanks and dashes out of it"] as const,
  ),
  ...["device.mfr", "device.model", "battery.runtime"].map(
    (name) => [/^megatec-1.nutdrv_qx/, name, "C reads the classical answer by the columns of the newer one"] as const,
  ),
  [/^masterguard-/, "output.voltage.nominal", "C lists what is left in freed memory, not what the device lists"],
  [/qs-hex/, "ups.load", "C formats the number wrongly and then shows none"],
  [/^axpert-/, "output.powerfactor.nominal", "C shows percent as it stands: a power factor of 99"],
  [/^q6-1\.nutdrv_qx$/, "battery.voltage", "C shows that of one cell; Q6 tells that of the battery"],
  [/^ablerex-/, "ups.status", "C raises these tokens before OL and OB"],
  [/^ablerex-/, "ups.alarm", "RB is an alarm with every other protocol of C; no error is none, not the alarm 0"],
  [/^voltronic-/, "experimental.ups.mode.buzzwords", "C forgets the mode in every quick poll"],
  [/^voltronic-(p02-all|p31)/, "ups.status", "C forgets what warnings and mode raise in every quick poll"],
  [/^voltronic-p02-all/, "ups.alarm", "C cuts after 255 characters, ours where the core cuts"],
  [/-(presets|pins)$/, "questions", "C sets an option as it comes to it, we when all is read"],
];

/** Runs in which a protocol claims the device that C passes by: the questions of those behind it are not asked. */
const FOUND_EARLIER = /^opti-ps1500e-1.nutdrv_qx$/;

/** Of the driver program and of the core that is the same for all drivers, not of the device. */
const FOREIGN = /^driver\.|^device\.type$|^shutdown\.default$/;

const differs = (run: QxRun, name: string): boolean =>
  DIFFERENCES.some(([runs, variable]) => runs.test(run.name) && variable === name);

const lines = (run: QxRun, entries: Iterable<readonly [string, unknown]>): readonly string[] =>
  [...entries]
    .filter(([name]) => !FOREIGN.test(name) && !differs(run, name))
    .map(([name, value]) => `${name}: ${String(value)}`)
    .sort();

const commands = (names: readonly string[]): readonly string[] => names.filter((name) => !FOREIGN.test(name)).sort();

function judge(run: QxRun): void {
  const { name, profile, options, dump, questions } = run;

  if (!dump) {
    it(`${name}: refuses the device, as C does`, async () => {
      await expect(qxBench(profile, options).driver.open()).rejects.toThrow(DeviceError);
    });
    return;
  }

  it(name, async () => {
    const { driver, device } = qxBench(profile, options);
    await driver.open();
    const ours = dumpOf(await driver.poll("full"), options);
    expect(lines(run, ours.vars)).toEqual(lines(run, dump.vars));
    expect(lines(run, ours.writables)).toEqual(lines(run, dump.writables));
    expect(commands(ours.commands)).toEqual(commands(dump.commands));
    const asked = [...new Set(device.asked)];
    if (FOUND_EARLIER.test(run.name)) return expect(questions).toEqual(expect.arrayContaining(asked));
    expect(differs(run, "questions") ? asked.sort() : asked).toEqual(
      differs(run, "questions") ? [...questions].sort() : questions,
    );
  });
}

const runs = [SHARED_RUNS, OWN_RUNS].flatMap(qxRuns);

describe("nutdrv_qx on the recorded devices", () => {
  for (const run of runs) judge(run);
});

if (qxRuns(SHARED_RUNS).length === 0)
  it.todo(`has no recorded runs here: ${SHARED_RUNS} is absent; our own fixtures are judged`);
