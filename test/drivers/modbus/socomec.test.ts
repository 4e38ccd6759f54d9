/** socomec_jbus on registers in memory. */
import { describe, expect, it } from "@jest/globals";
import { SOCOMEC_JBUS } from "../../../src/drivers/modbus/socomec-jbus.ts";
import { valueIn } from "../../sim/bench/driver-bench.ts";
import { modbusBench } from "../../sim/bench/modbus-bench.ts";
import { ONE_PHASE, socomec } from "../../sim/devices/socomec.ts";
import type { ModbusUnit } from "../../sim/servers/modbus-unit.ts";

const opened = (unit: ModbusUnit) => modbusBench(SOCOMEC_JBUS, unit);

describe("socomec_jbus", () => {
  it("shows the registers of three phases, and leaves out what is no value", async () => {
    const { poll, targets } = await opened(socomec());
    const reading = await poll();
    expect(targets[0]).toMatchObject({
      line: { kind: "serial", path: "/dev/ttyTEST", settings: { baud: 9600 } },
      unit: 1,
    });
    expect(Object.fromEntries(reading.vars)).toMatchObject({
      "ups.model": "DELPHYS MX",
      "ups.power": "120000",
      "ups.serial": "S123456789",
      "ups.time": "11:30:45",
      "ups.date": "2026/03/15",
      "input.phases": "3",
      "ups.L2.load": "38",
      "output.L3.current": "64",
      "battery.voltage": "412.30",
      "battery.capacity": "65",
      "input.bypass.frequency": "50",
      "ambient.1.temperature": "24",
    });
    expect([valueIn(reading, "output.L2.current"), valueIn(reading, "battery.runtime")]).toEqual([
      undefined,
      undefined,
    ]);
  });

  it("shows those of one phase", async () => {
    const reading = await (await opened(socomec(ONE_PHASE))).poll();
    expect(
      ["input.phases", "ups.load", "output.voltage", "ambient.1.present"].map((name) => valueIn(reading, name)),
    ).toEqual(["1", "41", "231", undefined]);
  });

  it.each([
    [0xffff, ["OL"], undefined],
    [16, ["OB"], "960"],
    [15, ["OB", "LB"], "900"],
    [0, ["OB", "LB"], "0"],
  ])("with a runtime of %d min is %j", async (minutes, status, runtime) => {
    const reading = await (await opened(socomec({ 4215: minutes }))).poll();
    expect([reading.status, valueIn(reading, "battery.runtime")]).toEqual([status, runtime]);
  });

  it("names alarms", async () => {
    const { poll } = await opened(socomec({ 4160: 0b111, 4161: 0x8000, 4163: 2 }));
    expect((await poll()).alarms).toEqual([
      "General Alarm present.",
      "Battery failure.",
      "Overload fault.",
      "Imminent STOP.",
      "Battery discharged.",
    ]);
  });

  it("is stale without its measurements, where the C driver says LB", async () => {
    const unit = socomec();
    const { poll } = await opened(unit);
    unit.tables.get("holding")?.delete(0x1070);
    await expect(poll()).rejects.toMatchObject({
      fault: "stale",
      message: /does not tell 0x1060: Illegal Data Address/,
    });
  });

  it("does without clock and configuration", async () => {
    const unit = socomec();
    unit.tables.get("holding")?.delete(0x1360);
    unit.tables.get("holding")?.delete(0x10e0);
    const reading = await (await opened(unit)).poll();
    expect([valueIn(reading, "ups.time"), reading.status]).toEqual([undefined, ["OL"]]);
  });
});
