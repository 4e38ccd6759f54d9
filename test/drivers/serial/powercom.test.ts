/** What powercom does when it starts. */
import { expect, it } from "@jest/globals";
import { openBench } from "../../sim/bench/family-bench.ts";
import { POWERCOM_KIN, POWERCOM_TRUST } from "../../sim/families/powercom.ts";

const TEST = "03";

it("has the battery tested when it starts, and not when a lost UPS is back", async () => {
  const bench = await openBench({ ...POWERCOM_KIN, options: { type: "KIN" } });
  expect(bench.sent()).toContain(TEST);
  await bench.run(bench.driver.close());
  await bench.run(bench.driver.open(() => undefined));
  expect(bench.sent()).not.toContain(TEST);
});

it("has no battery tested where nobt is set, or the UPS does not say what it is", async () => {
  expect((await openBench(POWERCOM_KIN)).sent()).not.toContain(TEST);
  expect((await openBench(POWERCOM_TRUST)).sent()).not.toContain(TEST);
});

it.each([
  ["type", "Kin", "none of Trust"],
  ["linevoltage", "130", "not from 100 to 120 or 200 to 240"],
  ["numOfBytesFromUPS", "17", "not from 1 to 16"],
  ["validationSequence", "{{16,0},{7,0},{8,0}}", "not of the form {{5,0},{7,0},{8,0}}"],
  ["shutdownArguments", "{{300,1},y}", "not of the form {{1,30},y}"],
  ["frequency", "{1}", "not of the form {0.00021,0}"],
])("says what is wrong with %s = %s", async (option, value, words) => {
  const opened = openBench({ ...POWERCOM_TRUST, options: { [option]: value } });
  await expect(opened).rejects.toMatchObject({ fault: "configuration", message: expect.stringContaining(words) });
});
