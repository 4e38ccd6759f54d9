/** A SITOP of Siemens: every 75 ms one word of its state; what it is told wants line ends around it. */
import type { Clock } from "../../../src/system/clock.ts";
import { type FamilyCase, family } from "../bench/family-bench.ts";
import type { Say, Unit } from "../devices/played-line.ts";
import { everyMs } from "./speaking.ts";
import { sentText } from "./text-unit.ts";

const EVERY_MS = 75;

class SitopUnit implements Unit {
  input = "DC_OK";
  output = "*****";
  battery = "BUFRD";
  charge = "BA>85";

  constructor(say: Say, clock: Clock) {
    let turn = 0;
    everyMs(clock, EVERY_MS, () => {
      const words = [this.battery, this.input, this.output, this.charge];
      say(Buffer.from(words[turn++ % words.length] ?? "", "latin1"));
    });
  }

  hear(): void {
    // It takes orders in silence.
  }
}

const order = (letter: string): string => sentText(`\n\n${letter}\n\n${letter}\n\n`);

export const NUTDRV_SIEMENS_SITOP: FamilyCase = family({
  driver: "nutdrv_siemens-sitop",
  load: async () => (await import("../../../src/drivers/serial/nutdrv-siemens-sitop/driver.ts")).NUTDRV_SIEMENS_SITOP,
  unit: (say, clock) => new SitopUnit(say, clock),
  options: { max_polls_without_data: "1" },
  bears: 1,
  checked: false,
  scenes: [
    {
      name: "on mains",
      status: "OL",
      vars: {
        "battery.charge.approx": ">85",
        "device.mfr": "Siemens",
        "device.model": "SITOP UPS500 series",
      },
    },
    {
      name: "on battery, its input too low",
      set: (unit) => Object.assign(unit, { input: "DC_LO", output: "*BAT*" }),
      status: "OB",
      vars: {},
    },
    {
      name: "nearly empty",
      set: (unit) => Object.assign(unit, { input: "DC_LO", output: "*BAT*", battery: "ALARM", charge: "BA<85" }),
      status: "OB LB",
      vars: { "battery.charge.approx": "<85" },
    },
    {
      name: "supplied by battery though its input is there",
      set: (unit) => Object.assign(unit, { input: "DC_OK", output: "*BAT*", battery: "BUFRD", charge: "BA<85" }),
      status: "OB",
      vars: { "battery.charge.approx": "<85" },
    },
    {
      name: "back on mains, its battery not ready",
      set: (unit) => Object.assign(unit, { output: "*****", battery: "ALARM", charge: "BA<85" }),
      status: "OL LB",
      vars: { "battery.charge.approx": "<85" },
    },
  ],
  commands: ["shutdown.return", "shutdown.stayoff"],
  orders: [
    { cmd: "shutdown.return", sent: order("R") },
    { cmd: "shutdown.stayoff", sent: order("S") },
  ],
  killpower: order("R"),
  peer: { packaged: false, orders: ["shutdown.return", "shutdown.stayoff"] },
});
