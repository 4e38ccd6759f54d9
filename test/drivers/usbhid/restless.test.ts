/** A device that says for seconds that its battery is missing and worn, with nothing wrong. */
import { expect, it } from "@jest/globals";
import { APC, type Bench, benchOf, plugged } from "./driver-bench.ts";

const STATUS = 0x07;
const CHARGING_ON_LINE = 0x05;
const BATTERY_PRESENT = 0x08;
const NEED_REPLACEMENT = 0x80;
const ALWAYS = { lbrb_log_delay_sec: "4", lbrb_log_delay_without_calibrating: "" };

const told = async ({ driver }: Bench): Promise<readonly string[]> => {
  const { status = [], alarms = [] } = await driver.poll("full");
  return [status.filter((token) => token !== "CHRG").join(" "), ...alarms];
};

it("makes neither RB nor an alarm of a battery that is missing and worn for two seconds", async () => {
  const device = plugged(APC);
  const bench = benchOf([device], ALWAYS);
  const says = (bits: number): void => device.put(STATUS, Uint8Array.of(STATUS, bits));
  says(CHARGING_ON_LINE + BATTERY_PRESENT);
  await bench.driver.open(bench.wake);
  expect(await told(bench)).toEqual(["OL"]);
  says(CHARGING_ON_LINE + NEED_REPLACEMENT);
  expect(await told(bench)).toEqual(["OL"]);
  await bench.clock.advance(2000);
  expect(await told(bench)).toEqual(["OL"]);
  says(CHARGING_ON_LINE + BATTERY_PRESENT);
  expect(await told(bench)).toEqual(["OL"]);
  says(CHARGING_ON_LINE + NEED_REPLACEMENT);
  expect(await told(bench)).toEqual(["OL"]);
  await bench.clock.advance(4500);
  expect(await told(bench)).toEqual(["OL RB", "Replace battery!", "No battery installed!"]);
});
