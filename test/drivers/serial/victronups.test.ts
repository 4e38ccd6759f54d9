/** A calibration is what was begun as one and is under way. */
import { expect, it } from "@jest/globals";
import { openBench, shownBy } from "../../sim/bench/family-bench.ts";
import { VICTRONUPS } from "../../sim/families/victronups.ts";

it("victronups shows CAL from the start of a calibration to its end, and not for another test", async () => {
  const { driver, run } = await openBench(VICTRONUPS);
  const status = async (): Promise<string> => shownBy(await run(driver.poll("quick"))).status;
  expect(await status()).toBe("OL");
  await run(driver.instcmd("test.battery.start"));
  expect(await status()).toBe("OL");
  await run(driver.instcmd("calibrate.start"));
  expect([await status(), await status()]).toEqual(["OL CAL", "OL CAL"]);
  await run(driver.instcmd("calibrate.stop"));
  await run(driver.poll("quick"));
  expect(await status()).toBe("OL");
});
