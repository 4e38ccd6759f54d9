/** Every recorded run of nutdrv_qx 2.8.5 against ours on the same profile: values, types, commands, questions. */
import { describe, expect, it } from "@jest/globals";
import { DriverError } from "../../../src/drivers/types.ts";
import { dumpOf, qxBench } from "../../sim/qx-device.ts";
import { OWN_RUNS, type QxRun, qxRuns, SHARED_RUNS } from "../../sim/qx-runs.ts";

/** Where we differ on purpose: run, variable, and why. */
const DIFFERENCES: readonly (readonly [run: string, name: string, why: string])[] = [
  // 2.28 V is a cell of a 24 V battery: C finds the number of cells and then guesses the charge from one of them.
  ["megatec-1.nutdrv_qx", "battery.charge", "C says 0 for a healthy battery"],
  ["megatec-1.nutdrv_qx-megatec", "battery.charge", "C says 0 for a healthy battery"],
  ["q6-1.nutdrv_qx", "input.L1-N.voltage", "left over in C from a protocol that did not claim the device"],
  ["q6-1.nutdrv_qx", "output.current", "left over in C from a protocol that did not claim the device"],
  // C reads its own freed memory there: 230 and a blank instead of the voltages that the device lists.
  ["masterguard-a700-19-1.nutdrv_qx", "output.voltage.nominal", "C lists what is left in freed memory"],
  ["masterguard-a700-19-1.nutdrv_qx-masterguard", "output.voltage.nominal", "C lists what is left in freed memory"],
  // C formats the number wrongly and then shows none.
  ["voltronic-qs-hex-p-1.nutdrv_qx", "ups.load", "C drops a load that the device tells"],
  ["voltronic-qs-hex-p-1.nutdrv_qx-voltronic-qs-hex", "ups.load", "C drops a load that the device tells"],
];

/** Of the driver program and of the core that is the same for all drivers, not of the device. */
const FOREIGN = /^driver\.|^device\.type$|^shutdown\.default$/;

const differs = (run: QxRun, name: string): boolean =>
  DIFFERENCES.some(([one, variable]) => one === run.name && variable === name);

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
      await expect(qxBench(profile, options).driver.open()).rejects.toThrow(DriverError);
    });
    return;
  }

  it(name, async () => {
    const { driver, device } = qxBench(profile, options);
    await driver.open();
    const ours = dumpOf(await driver.poll("full"));
    expect(lines(run, ours.vars)).toEqual(lines(run, dump.vars));
    expect(lines(run, ours.writables)).toEqual(lines(run, dump.writables));
    expect(commands(ours.commands)).toEqual(commands(dump.commands));
    expect([...new Set(device.asked)]).toEqual(questions);
  });
}

const runs = [SHARED_RUNS, OWN_RUNS].flatMap(qxRuns);

describe("nutdrv_qx on the recorded devices", () => {
  for (const run of runs) judge(run);
});

if (qxRuns(SHARED_RUNS).length === 0)
  it.todo(`has no recorded runs here: ${SHARED_RUNS} is absent; our own fixtures are judged`);
