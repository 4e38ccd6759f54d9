/** A Masterguard, with the long answer or with the short one alone. */

import { type FamilyCase, family } from "../bench/family-bench.ts";
import type { Say } from "../devices/played-line.ts";
import { sentText, TextUnit } from "./text-unit.ts";

class GuardUnit extends TextUnit {
  readonly #long: boolean;
  flags = "00000000";
  input = "231.4";
  battery = "2.26";
  charge = "097";
  minutes = "00031";

  constructor(say: Say, long: boolean) {
    super(say, "\r");
    this.#long = long;
  }

  answer(command: string): string {
    if (command === "Q1") return `(${this.input} 229.7 229.7 032 49.9 ${this.battery} 27.4 ${this.flags}\r`;
    if (command === "WH") return this.#long ? `(${this.#identity()}\r` : "NAK\r";
    if (command === "Q3" && this.#long)
      return `(00 ${this.input} 229.7 229.7 004.2 50.0 ${this.battery} 27.4 ${this.minutes} ${this.charge} ${this.flags} 00000000\r`;
    return command === "Q3" ? "NAK\r" : "";
  }

  #identity(): string {
    return `001V2.13${"".padEnd(7)}${"A 1000 19".padEnd(96)}`;
  }
}

export const MASTERGUARD: FamilyCase = family({
  driver: "masterguard",
  load: async () => (await import("../../../src/drivers/serial/masterguard/driver.ts")).MASTERGUARD,
  unit: (say) => new GuardUnit(say, true),
  checked: false,
  scenes: [
    {
      name: "on mains",
      status: "OL",
      vars: {
        "battery.charge": "097",
        "battery.runtime": "00031",
        "battery.voltage": "2.26",
        "input.frequency": "50.0",
        "input.voltage": "231.4",
        "output.current": "004.2",
        "output.voltage": "229.7",
        "ups.firmware": "V2.13",
        "ups.mfr": "MASTERGUARD",
        "ups.model": "A 1000 19",
        "ups.temperature": "27.4",
      },
    },
    {
      name: "on battery",
      set: (unit) => Object.assign(unit, { flags: "10000000", input: "000.0", charge: "071", minutes: "00019" }),
      status: "OB",
      vars: { "battery.charge": "071", "battery.runtime": "00019", "input.voltage": "000.0" },
    },
    {
      name: "nearly empty",
      set: (unit) => Object.assign(unit, { flags: "11000000", input: "000.0", charge: "009", minutes: "00002" }),
      status: "OB LB",
      vars: { "battery.charge": "009", "battery.runtime": "00002", "input.voltage": "000.0" },
    },
    {
      name: "raising its input",
      set: (unit) => Object.assign(unit, { flags: "00100000", input: "198.2", charge: "097", minutes: "00031" }),
      status: "OL BOOST",
      vars: { "input.voltage": "198.2" },
    },
  ],
  commands: ["shutdown.return"],
  orders: [{ cmd: "shutdown.return", sent: sentText("S.2R0001\r") }],
  killpower: sentText("S.2R0001\r"),
  peer: { packaged: false, needed: "ups.temperature", orders: ["shutdown.return"] },
});

export const MASTERGUARD_SHORT: FamilyCase = family({
  driver: "masterguard",
  title: "masterguard, the short answer alone",
  load: MASTERGUARD.load,
  unit: (say) => new GuardUnit(say, false),
  checked: false,
  scenes: [
    {
      name: "on mains",
      status: "OL",
      vars: {
        "battery.voltage": "2.26",
        "input.frequency": "49.9",
        "input.voltage": "231.4",
        "output.voltage": "229.7",
        "ups.firmware": "unkn",
        "ups.load": "032",
        "ups.mfr": "MASTERGUARD",
        "ups.model": "GenericUPS",
        "ups.temperature": "27.4",
      },
    },
    {
      name: "nearly empty",
      set: (unit) => Object.assign(unit, { flags: "11000000", input: "000.0" }),
      status: "OB LB",
      vars: { "input.voltage": "000.0" },
    },
  ],
  commands: ["shutdown.return"],
  killpower: sentText("S.2R0001\r"),
  peer: { packaged: false, needed: "ups.temperature" },
});
