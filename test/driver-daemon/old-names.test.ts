/** Older drivers whose work another one does: their names hold, and the log says it once. */
import { describe, expect, it } from "@jest/globals";
import { loadDriver } from "../../src/driver-daemon/host/load-driver.ts";
import { DRIVERS } from "../../src/drivers/registry.ts";
import { simDevice, unplugged } from "../sim/devices/device.ts";
import { config, rig } from "./engine/rig.ts";

const OLD = DRIVERS.flatMap(({ name, aliases = [] }) => aliases.map((alias) => [alias, name] as const));

describe("an old name", () => {
  it.each(OLD)("%s keeps its name and is the work of %s", async (alias, name) => {
    const { name: asked, standsIn } = await loadDriver(alias);
    expect([asked, standsIn]).toEqual([alias, name]);
  });

  it.each(["blazer_ser", "blazer_usb", "megatec", "megatec_usb", "fentonups", "powermust", "ippon"])(
    "%s is one of nutdrv_qx",
    (alias) => {
      expect(OLD).toContainEqual([alias, "nutdrv_qx"]);
    },
  );

  it("is told once, however often the device comes and goes", async () => {
    const device = simDevice({ "ups.load": "12" });
    const definition = { ...device.definition, name: "blazer_usb", standsIn: "nutdrv_qx" };
    const { clock, lines } = await rig({ ...device, definition }, config());
    await clock.advance(10_000);
    const gone = device.put(unplugged());
    await clock.advance(60_000);
    gone.remove();
    await clock.advance(60_000);
    expect(lines.filter((line) => line.includes("stands in"))).toEqual([
      "notice: driver = blazer_usb: nutdrv_qx stands in for it",
    ]);
  });
});
