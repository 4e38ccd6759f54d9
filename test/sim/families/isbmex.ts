/** A UPS of Sola/Basic Mexico: it tells its state over and over, in one of two lengths. */
import type { Clock } from "../../../src/system/clock.ts";
import { type FamilyCase, family } from "../bench/family-bench.ts";
import type { Say, Unit } from "../devices/played-line.ts";
import { everyMs } from "./speaking.ts";

const EVERY_MS = 800;

class IsbUnit implements Unit {
  /** Of mains, in one byte or two. */
  mains: readonly number[] = [0x28, 0x90];
  battery = 215;
  period = 16_667;
  regulation = "0";
  supply = "0";

  constructor(say: Say, clock: Clock) {
    everyMs(clock, EVERY_MS, () => say(this.#bytes()));
  }

  hear(): void {
    // It takes orders in silence.
  }

  #bytes(): Uint8Array {
    const digits = Buffer.from(`${this.regulation}${this.supply}`, "latin1");
    const mark = this.mains.length === 2 ? "&&&" : "***";
    const period = [this.period >> 8, this.period & 0xff];
    return Uint8Array.of(...Buffer.from(mark, "latin1"), ...this.mains, this.battery, ...period, ...digits);
  }
}

const OFF = "232323232323";

export const ISBMEX: FamilyCase = family({
  driver: "isbmex",
  load: async () => (await import("../../../src/drivers/serial/isbmex/driver.ts")).ISBMEX,
  unit: (say, clock) => new IsbUnit(say, clock),
  checked: false,
  scenes: [
    {
      name: "on mains",
      status: "OL",
      vars: {
        "battery.charge": "100.0",
        "input.frequency": "60.00",
        "input.transfer.high": "140.0",
        "input.transfer.low": "102.0",
        "input.voltage": "115.4",
        "input.voltage.maximum": "115.4",
        "input.voltage.minimum": "115.4",
        "output.voltage": "120.0",
        "ups.mfr": "Sola/Basic Mexico",
        "ups.model": "SR-Inet 280/300/400/480/500/800/1000",
      },
    },
    {
      name: "on battery",
      set: (unit) => Object.assign(unit, { mains: [0x27, 0x11], battery: 199, supply: "1" }),
      status: "OB",
      vars: {
        "battery.charge": "66.0",
        "input.voltage": "114.3",
        "input.voltage.maximum": "114.3",
        "input.voltage.minimum": "114.3",
      },
    },
    {
      name: "nearly empty",
      set: (unit) => Object.assign(unit, { mains: [0x27, 0x11], battery: 175, supply: "2" }),
      status: "LB OB",
      vars: {
        "battery.charge": "14.9",
        "input.voltage": "114.3",
        "input.voltage.maximum": "114.3",
        "input.voltage.minimum": "114.3",
      },
    },
    {
      name: "lowering its input, with mains in one byte",
      set: (unit) => Object.assign(unit, { mains: [249], battery: 215, regulation: "2", supply: "0" }),
      status: "TRIM OL",
      vars: { "input.voltage": "140.3", "input.voltage.maximum": "140.3", "input.voltage.minimum": "140.3" },
    },
    {
      name: "above all that was measured",
      set: (unit) => Object.assign(unit, { mains: [251], battery: 215, regulation: "2", supply: "0" }),
      status: "TRIM OL",
      vars: { "input.voltage": "143.1", "input.voltage.maximum": "143.1", "input.voltage.minimum": "143.1" },
    },
    {
      name: "above all that was measured, with mains in two bytes",
      set: (unit) => Object.assign(unit, { mains: [0x5a, 0x90], battery: 215, regulation: "0", supply: "0" }),
      status: "OL",
      vars: { "input.voltage": "140.0", "input.voltage.maximum": "140.0", "input.voltage.minimum": "140.0" },
    },
    {
      name: "raising its input",
      set: (unit) => Object.assign(unit, { mains: [184], period: 16_393, regulation: "1" }),
      status: "BOOST OL",
      vars: {
        "input.frequency": "61.00",
        "input.voltage": "112.6",
        "input.voltage.maximum": "112.6",
        "input.voltage.minimum": "112.6",
      },
    },
  ],
  commands: ["shutdown.stayoff"],
  orders: [{ cmd: "shutdown.stayoff", sent: OFF }],
  killpower: OFF,
  peer: { packaged: false, needed: "input.frequency", orders: ["shutdown.stayoff"] },
});
