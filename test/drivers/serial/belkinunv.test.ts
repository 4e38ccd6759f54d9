/** The C driver has a mode that is no driver: here it is refused before anything is opened. */
import { expect, it } from "@jest/globals";
import { familyBench } from "../../sim/bench/family-bench.ts";
import { BELKINUNV } from "../../sim/families/belkinunv.ts";

it.each(["", "50"])("belkinunv with wait = %j says that it does not wait, and opens nothing", async (wait) => {
  const bench = await familyBench({ ...BELKINUNV, options: { wait } });
  await expect(bench.run(bench.driver.open(() => undefined))).rejects.toMatchObject({
    fault: "configuration",
    message: expect.stringContaining("belkinunv(8)"),
  });
  expect(bench.device.line).toBeUndefined();
});
