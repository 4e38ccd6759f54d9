/** Every recorded run of apcsmart and apcsmart-old 2.8.5 against ours: values, types, commands, questions. */
import { describe, expect, it } from "@jest/globals";
import { DeviceError } from "../../../../src/drivers/types.ts";
import { apcBench } from "../../../sim/bench/apc-bench.ts";
import { OWN_APC_RUNS, type QxRun, runsOf, SHARED_RUNS } from "../../../sim/bench/qx-runs.ts";
import { dumpOf } from "../../../sim/devices/qx-device.ts";

/** Where we differ on purpose: runs, variable, command (or `questions`), and why. */
const DIFFERENCES: readonly (readonly [runs: RegExp, name: string, why: string])[] = [
  [/\.apcsmart-old$/, "questions", "the older driver asks in another order"],
  [/^caps-truncated/, "input.transfer.low", "C lists an empty value where the list is cut off"],
  [/^tilde/, "ups.temperature", "C takes ~ for a part of the number"],
  [/^apc-su600-6td.*-old$/, "shutdown.return.grace", "the older driver's table leaves @ out"],
];

/** Of the driver program and of the core that is the same for all drivers, not of the device. */
const FOREIGN = /^driver\.|^device\.type$|^shutdown\.default$/;

const isCompared = (run: QxRun, name: string): boolean =>
  !FOREIGN.test(name) && !DIFFERENCES.some(([runs, variable]) => runs.test(run.name) && variable === name);

const lines = (run: QxRun, entries: Iterable<readonly [string, unknown]>): readonly string[] =>
  [...entries]
    .filter(([name]) => isCompared(run, name))
    .map(([name, value]) => `${name}: ${String(value)}`)
    .sort();

const names = (run: QxRun, commands: readonly string[]): readonly string[] =>
  commands.filter((name) => isCompared(run, name)).sort();

function judge(run: QxRun, driverName: string): void {
  const { name, profile, options, dump, questions } = run;

  if (!dump) {
    it(`${name}: refuses the device, as C does`, async () => {
      await expect((await apcBench(profile, options, driverName)).open()).rejects.toThrow(DeviceError);
    });
    return;
  }

  it(name, async () => {
    const { driver, device, open, run: ended } = await apcBench(profile, options, driverName);
    await open();
    const ours = dumpOf(await ended(driver.poll("full")), options);
    await ended(driver.close());
    expect(lines(run, ours.vars)).toEqual(lines(run, dump.vars));
    expect(lines(run, ours.writables)).toEqual(lines(run, dump.writables));
    expect(names(run, ours.commands)).toEqual(names(run, dump.commands));
    if (isCompared(run, "questions")) expect([...new Set(device.asked)]).toEqual(questions);
  });
}

const FOLDERS = [SHARED_RUNS, OWN_APC_RUNS];

describe.each(["apcsmart", "apcsmart-old"])("%s on the recorded devices", (driver) => {
  for (const run of FOLDERS.flatMap((from) => runsOf(from, driver))) judge(run, driver);
});

if (runsOf(SHARED_RUNS, "apcsmart").length === 0)
  it.todo(`has no recorded runs here: ${SHARED_RUNS} is absent; our own fixtures are judged`);
