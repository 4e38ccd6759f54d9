/** Oneac UPSes of the ON and the OZ family, with their settings. */
import { type FamilyCase, family } from "../bench/family-bench.ts";
import { sentText, TextUnit } from "./text-unit.ts";

export class OneacUnit extends TextUnit {
  kind = "OZ";
  state = "@";
  charging = "N";
  reason = ".";
  counter = "...";
  output = "Y";
  boosting = "N";
  low = "104";
  high = "132";
  delay = "0010";
  beeper = "1";

  #all(): string {
    const head = `ONEAC..2.1${this.charging}.${this.state}${this.reason}.${this.counter}..60`;
    return `${head}....1${this.output}...3647119110124120${this.boosting}`;
  }

  #second(): string {
    const model = "ON1500XAU ";
    const text = `00000${model}...12345678............240517250301.....01050.............${this.low}${this.high}...05${this.delay}....`;
    return text.slice(0, 92).padEnd(92, ".");
  }

  answer(command: string): string {
    const [, low, high] = /^\[=(\d{3}),(\d{3})$/.exec(command) ?? [];
    if (low !== undefined && high !== undefined) Object.assign(this, { low, high });
    if (/^_=\d+$/.test(command)) this.delay = command.slice(2).padStart(4, "0");
    if (/^\x07[012]$/.test(command)) this.beeper = command.slice(1);
    const more: Readonly<Record<string, string>> = {
      "&": `.............27....0047......0542.........600............00378...........036600`
        .padEnd(79, ".")
        .slice(0, 79),
      "^": this.#second(),
      "[=?": "090,140,20",
      "+": "250301",
      "[": this.low,
      "]": this.high,
      _: this.delay,
      "\x07?": this.beeper,
      "<?": "0",
      '"': "05",
      "}": this.counter === "..." ? "....." : "00060",
      "_?": "0000",
    };
    const said: Readonly<Record<string, string>> = {
      F: this.kind,
      "%": this.#all(),
      ...(this.kind === "OZ" ? more : {}),
    };
    const text = said[command];
    return text === undefined ? "" : `${text}\r\n`;
  }
}

const load = async () => (await import("../../../src/drivers/serial/oneac/driver.ts")).ONEAC;
const COMMON = [
  "reset.input.minmax",
  "shutdown.reboot",
  "shutdown.return",
  "shutdown.stop",
  "test.battery.start.quick",
  "test.battery.stop",
  "test.failure.start",
];

export const ONEAC_OZ: FamilyCase = family({
  driver: "oneac",
  title: "oneac, OZ",
  load,
  unit: (say) => new OneacUnit(say, "\r\n"),
  checked: false,
  scenes: [
    {
      name: "on mains",
      status: "OL",
      vars: {
        "battery.charge": "100",
        "battery.date": "2025-03-01",
        "battery.runtime": "2820",
        "battery.runtime.low": "300",
        "battery.voltage": "54.2",
        "input.frequency": "60.0",
        "input.frequency.nominal": "60",
        "input.transfer.high": "132",
        "input.transfer.high.max": "140",
        "input.transfer.high.min": "110",
        "input.transfer.low": "104",
        "input.transfer.low.max": "120",
        "input.transfer.low.min": "90",
        "input.transfer.reason": "No transfer yet.",
        "input.voltage": "119",
        "input.voltage.maximum": "124",
        "input.voltage.minimum": "110",
        "input.voltage.nominal": "120",
        "output.frequency": "60.0",
        "output.frequency.nominal": "60",
        "output.voltage": "120",
        "output.voltage.nominal": "120",
        "ups.beeper.status": "enabled",
        "ups.delay.shutdown": "0",
        "ups.delay.start": "10",
        "ups.firmware": "2.1",
        "ups.load": "36",
        "ups.mfr": "ONEAC",
        "ups.mfr.date": "2024-05-17",
        "ups.model": "ON1500XAU",
        "ups.realpower": "378",
        "ups.realpower.nominal": "1050",
        "ups.serial": "1234-5678",
        "ups.start.auto": "yes",
        "ups.temperature": "27",
        "ups.test.result": "Normal",
        "ups.timer.shutdown": "-1",
        "ups.timer.start": "-1",
        "ups.type": "Line Interactive",
      },
    },
    {
      name: "on battery",
      set: (unit) => Object.assign(unit, { state: "A", reason: "B", charging: "Y" }),
      status: "OB",
      vars: { "battery.charge": "47", "input.transfer.reason": "Blackout" },
    },
    {
      name: "nearly empty, hot, its battery worn out",
      set: (unit) => Object.assign(unit, { state: "k", reason: "L" }),
      status: "ALARM OB LB RB",
      alarm: "OVERHEAT",
      vars: { "input.transfer.reason": "Low Input Voltage" },
    },
    {
      name: "raising its output, about to turn off",
      set: (unit) =>
        Object.assign(unit, { state: "@", reason: ".", charging: "N", boosting: "Y", counter: "060", beeper: "2" }),
      status: "OL FSD BOOST",
      vars: { "ups.beeper.status": "muted", "ups.timer.shutdown": "60" },
    },
  ],
  writable: [
    "battery.date",
    "battery.runtime.low",
    "input.transfer.high",
    "input.transfer.low",
    "ups.delay.shutdown",
    "ups.delay.start",
    "ups.start.auto",
  ],
  commands: [
    ...COMMON,
    "beeper.disable",
    "beeper.enable",
    "beeper.mute",
    "test.battery.start.deep",
    "test.panel.start",
  ],
  orders: [
    { cmd: "test.battery.start.quick", sent: sentText("\x0202\r\n") },
    { cmd: "test.battery.start.deep", sent: sentText("\x02\x04\r\n") },
    { cmd: "test.battery.stop", sent: sentText("\x01\r\n") },
    { cmd: "beeper.mute", sent: sentText("\x072\r\n") },
    { cmd: "shutdown.return", sent: sentText("Z0\r\n") },
    { cmd: "shutdown.stop", sent: sentText("Z\r\n") },
    { cmd: "shutdown.reboot", sent: sentText("\x0f\x06") },
  ],
  changes: [
    { name: "input.transfer.low", value: "99", sent: sentText("[=099,132\r\n") },
    { name: "ups.delay.start", value: "30", sent: sentText("_=30\r\n") },
    { name: "battery.runtime.low", value: "120", sent: sentText('"=2\r\n') },
    { name: "ups.start.auto", value: "no", sent: sentText("<1\r\n") },
    { name: "battery.date", value: "2026-03-01", sent: sentText("+=260301\r\n") },
    { name: "battery.date", value: "soon", sent: "", outcome: "invalid" },
  ],
  killpower: sentText("\x0f\x06"),
  peer: {
    packaged: false,
    needed: "ups.beeper.status",
    // There: dates as "yymmdd (yymmdd)", only device.mfr and its like, blanks in front, timers that are not there, and no result before a fault.
    differs: [
      /^SETINFO (battery\.date|input\.transfer\.low\.min|ups\.(mfr|model|serial|mfr\.date|timer\.\w+|test\.result)) /,
      /^SETFLAGS/,
    ],
    orders: ["test.battery.start.quick", "shutdown.return", "shutdown.reboot", "beeper.mute"],
  },
});

export const ONEAC_ON: FamilyCase = family({
  driver: "oneac",
  title: "oneac, ON",
  load,
  options: { offdelay: "45", testtime: "5" },
  unit: (say) => Object.assign(new OneacUnit(say, "\r\n"), { kind: "ON" }),
  checked: false,
  scenes: [
    {
      name: "on mains",
      status: "OL",
      vars: {
        "battery.charge": "100",
        "input.frequency.nominal": "60",
        "input.transfer.reason": "No transfer yet.",
        "input.voltage": "119",
        "input.voltage.maximum": "124",
        "input.voltage.minimum": "110",
        "input.voltage.nominal": "120",
        "output.frequency.nominal": "60",
        "output.voltage": "120",
        "output.voltage.nominal": "120",
        "ups.delay.shutdown": "45",
        "ups.firmware": "2.1",
        "ups.load": "36",
        "ups.mfr": "ONEAC",
        "ups.model": "ON",
        "ups.test.result": "Normal",
        "ups.timer.shutdown": "-1",
        "ups.type": "Line Interactive",
      },
    },
    { name: "turned off", set: (unit) => Object.assign(unit, { output: "." }), status: "OL OFF", vars: {} },
  ],
  writable: ["ups.delay.shutdown"],
  commands: COMMON,
  orders: [
    { cmd: "test.battery.start.quick", sent: sentText("\x0205\r\n") },
    { cmd: "shutdown.return", sent: sentText("Z045\r\n") },
    { cmd: "test.battery.stop", sent: sentText("\x0200\r\n") },
  ],
  killpower: sentText("\x0f\x06"),
  peer: {
    packaged: true,
    needed: "output.voltage",
    differs: [/^SETINFO ups\.(mfr|model|timer\.\w+|test\.result) /, /^SETFLAGS/],
    orders: ["test.battery.start.quick"],
  },
});
