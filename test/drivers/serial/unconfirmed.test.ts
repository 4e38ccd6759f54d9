/** The end of a shutdown where the UPS confirms nothing: whoever does not hear may still be told. As the C drivers do. */
import { expect, it } from "@jest/globals";
import { openBench } from "../../sim/bench/family-bench.ts";
import { mute } from "../../sim/devices/played-line.ts";
import { BELKIN } from "../../sim/families/belkin.ts";
import { BELKINUNV } from "../../sim/families/belkinunv.ts";
import { BESTFORTRESS } from "../../sim/families/bestfortress.ts";
import { ETAPRO } from "../../sim/families/etapro.ts";
import { TRIPPLITE } from "../../sim/families/tripplite.ts";

const SEVERAL = [BELKIN, BELKINUNV, BESTFORTRESS, ETAPRO, TRIPPLITE];

it.each(SEVERAL.map((one) => [one.driver, one] as const))("%s sends all of its orders", async (_, family) => {
  const bench = await openBench(family);
  await bench.run(bench.driver.poll("full"));
  bench.sent();
  bench.device.spoil = mute;
  await bench.run(bench.driver.killpower());
  expect(bench.sent()).toBe(family.killpower);
});
