/** A SmartUPS of Tripp Lite: it gives each command back, in a line in front of its answer. */
import { type FamilyCase, family } from "../bench/family-bench.ts";
import { sentText, TextUnit } from "./text-unit.ts";

class SmartUnit extends TextUnit {
  battery = "1";
  load = "1";
  taps = "0";
  source = "2";
  input = "78";
  volts = "87";
  test = "0";

  answer(command: string): string {
    const [, word = ""] = /^:([A-Z][\dA-F]*)$/.exec(command) ?? [];
    const told: Readonly<Record<string, string>> = {
      W: "84",
      L: "60",
      V: "12",
      X: "73",
      D: `${this.battery}${this.load}${this.input}${this.taps}${this.source}80000028000025B`,
      B: this.volts,
      M: "7D",
      I: "6F",
      C: this.test,
      A: "2",
    };
    if (word === "A") this.test = "2";
    return `${command}\r\n${told[word] ?? ""}\r\n`;
  }
}

const sent = (...words: readonly string[]): string => sentText(...words.map((word) => `:${word}\r`));

export const TRIPPLITE: FamilyCase = family({
  driver: "tripplite",
  load: async () => (await import("../../../src/drivers/serial/tripplite/driver.ts")).TRIPPLITE,
  options: { offdelay: "30" },
  unit: (say) => new SmartUnit(say, "\r"),
  checked: false,
  scenes: [
    {
      name: "on mains",
      status: "OL",
      vars: {
        "battery.charge": "100",
        "battery.voltage": "13.5",
        "input.frequency": "60.30",
        "input.voltage": "120",
        "input.voltage.maximum": "125",
        "input.voltage.minimum": "111",
        "ups.delay.reboot": "64",
        "ups.delay.shutdown": "30",
        "ups.delay.start": "60",
        "ups.firmware": "BC (Gen 1)",
        "ups.load": "40",
        "ups.mfr": "Tripp Lite",
        "ups.model": "Smart 700",
        "ups.temperature": "25",
        "ups.test.result": "OK",
      },
    },
    {
      name: "on battery",
      set: (unit) => Object.assign(unit, { source: "1", input: "00", volts: "7B" }),
      status: "OB",
      vars: { "battery.charge": "73", "battery.voltage": "12.3", "input.voltage": "0" },
    },
    {
      name: "half empty",
      set: (unit) => Object.assign(unit, { source: "1", input: "00", volts: "74" }),
      status: "OB",
      vars: { "battery.charge": "50", "battery.voltage": "11.6", "input.voltage": "0" },
    },
    {
      name: "nearly empty and overloaded",
      set: (unit) => Object.assign(unit, { battery: "0", load: "0", source: "3", input: "00", volts: "6D" }),
      status: "LB OVER OB",
      vars: { "battery.charge": "10", "battery.voltage": "10.9", "input.voltage": "0" },
    },
    {
      name: "raising its input, with a battery to replace",
      set: (unit) =>
        Object.assign(unit, { battery: "1", load: "1", source: "2", taps: "2", input: "6A", volts: "87", test: "1" }),
      status: "BOOST OL",
      vars: { "input.voltage": "106", "ups.test.result": "Battery Bad (Replace)" },
    },
    {
      name: "lowering its input",
      set: (unit) => Object.assign(unit, { taps: "1", input: "82", test: "0" }),
      status: "TRIM OL",
      vars: { "input.voltage": "130" },
    },
    {
      name: "off",
      set: (unit) => Object.assign(unit, { taps: "0", source: "0", input: "78" }),
      status: "OFF",
      vars: {},
    },
  ],
  writable: ["ups.delay.reboot", "ups.delay.shutdown", "ups.delay.start"],
  commands: [
    "load.off",
    "load.on",
    "outlet.1.load.off",
    "outlet.1.load.on",
    "outlet.2.load.off",
    "outlet.2.load.on",
    "shutdown.reboot",
    "shutdown.reboot.graceful",
    "shutdown.return",
    "shutdown.stayoff",
    "test.battery.start",
  ],
  orders: [
    { cmd: "load.off", sent: sent("K0") },
    { cmd: "load.on", sent: sent("K1") },
    { cmd: "outlet.1.load.off", sent: sent("K2") },
    { cmd: "outlet.2.load.on", sent: sent("K5") },
    { cmd: "shutdown.reboot", sent: sent("H00003C") },
    { cmd: "shutdown.reboot.graceful", sent: sent("N40", "H00003C") },
    { cmd: "shutdown.return", sent: sent("N1E", "G") },
    { cmd: "shutdown.stayoff", sent: sent("N1E", "K0") },
    { cmd: "test.battery.start", sent: sent("A") },
  ],
  changes: [
    { name: "ups.delay.shutdown", value: "90", sent: "" },
    { name: "ups.delay.start", value: "soon", sent: "", outcome: "invalid" },
  ],
  killpower: sent("N1E", "G"),
  peer: {
    packaged: false,
    needed: "ups.test.result",
    orders: [
      "load.off",
      "outlet.1.load.off",
      "shutdown.reboot",
      "shutdown.reboot.graceful",
      "shutdown.return",
      "shutdown.stayoff",
      "test.battery.start",
    ],
  },
});
