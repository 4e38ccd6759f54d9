/** A solar controller of IVT: it keeps the least and the most that it has seen. */
import { type FamilyCase, family } from "../bench/family-bench.ts";
import type { Say, Unit } from "../devices/played-line.ts";
import { sentText } from "./text-unit.ts";

class IvtUnit implements Unit {
  now = "12,57; 3,4;20;";
  limits = "11,98;13,18;- 2,1; 5,5;";
  readonly #say: Say;

  constructor(say: Say) {
    this.#say = say;
  }

  hear(bytes: Uint8Array): void {
    for (const letter of Buffer.from(bytes).toString("latin1")) {
      if (letter === "F") this.#say(Buffer.from(`R:${this.now}${this.limits}\r\n`, "latin1"));
      if (letter === "L") this.limits = "12,57;12,57; 3,4; 3,4;";
    }
  }
}

export const IVTSCD: FamilyCase = family({
  driver: "ivtscd",
  load: async () => (await import("../../../src/drivers/serial/ivtscd/driver.ts")).IVTSCD,
  options: { "default.battery.voltage.low": "11.20" },
  unit: (say) => new IvtUnit(say),
  checked: false,
  scenes: [
    {
      name: "charging",
      status: "OL",
      vars: {
        "battery.current": "3.4",
        "battery.current.maximum": "5.5",
        "battery.current.minimum": "-2.1",
        "battery.temperature": "20",
        "battery.voltage": "12.57",
        "battery.voltage.maximum": "13.18",
        "battery.voltage.minimum": "11.98",
        "device.mfr": "IVT",
        "device.model": "Solar Controller Device",
        "device.type": "scd",
      },
    },
    {
      name: "discharging",
      set: (unit) => Object.assign(unit, { now: "12,01;- 1,1;19;" }),
      status: "OB",
      vars: { "battery.current": "-1.1", "battery.temperature": "19", "battery.voltage": "12.01" },
    },
    {
      name: "nearly empty",
      set: (unit) => Object.assign(unit, { now: "11,19;- 2,1;- 4;", limits: "11,19;13,18;- 2,1; 5,5;" }),
      status: "OB LB",
      vars: {
        "battery.current": "-2.1",
        "battery.temperature": "-4",
        "battery.voltage": "11.19",
        "battery.voltage.minimum": "11.19",
      },
    },
    {
      name: "nearly empty, and charging again",
      set: (unit) => Object.assign(unit, { now: "11,19; 0,8;19;", limits: "11,19;13,18;- 2,1; 5,5;" }),
      status: "OL LB",
      vars: {
        "battery.current": "0.8",
        "battery.temperature": "19",
        "battery.voltage": "11.19",
        "battery.voltage.minimum": "11.19",
      },
    },
  ],
  commands: ["reset.input.minmax"],
  orders: [{ cmd: "reset.input.minmax", sent: sentText("L") }],
  peer: { packaged: false, needed: "battery.temperature", orders: ["reset.input.minmax"] },
});
