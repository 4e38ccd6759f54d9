/** A GXE of Liebert, which speaks YD/T 1363: bytes of its answers as hexadecimal digits. */

import { type FamilyCase, family } from "../bench/family-bench.ts";
import type { Say, Unit } from "../devices/played-line.ts";
import { sentText } from "./text-unit.ts";

const hex = (number: number, digits: number): string => number.toString(16).toUpperCase().padStart(digits, "0");
const sumOf = (text: string): string =>
  hex(-[...Buffer.from(text, "latin1")].reduce((sum, byte) => sum + byte, 0) & 0xffff, 4);

function frame(address: string, code: string, data: string): string {
  const count = data.length;
  const digits = [count & 15, (count >> 4) & 15, count >> 8];
  const check = -digits.reduce((sum, one) => sum + one, 0) & 15;
  const body = `21${address}2A${code}${hex(check, 1)}${hex(count, 3)}${data}`;
  return `~${body}${sumOf(body)}\r`;
}

class GxeUnit implements Unit {
  supply = 0x01;
  rectifier = 0xe1;
  battery = 0xe1;
  testing = 0xe1;
  volts = 23_140;
  minutes = 31;
  /** By the byte of their answer. */
  warnings: readonly number[] = [];
  #text = "";
  readonly #say: Say;

  constructor(say: Say) {
    this.#say = say;
  }

  hear(bytes: Uint8Array): void {
    this.#text += Buffer.from(bytes).toString("latin1");
    const [all = "", body = "", question = "", data = "", sum] =
      /~(21..2A(..)....([\dA-F]*))([\dA-F]{4})\r$/.exec(this.#text) ?? [];
    if (all === "") return;
    this.#text = "";
    if (sumOf(body) === sum && body.startsWith("2101")) this.#answer(question, data);
  }

  #answer(question: string, data: string): void {
    if (question === "45") this.testing = data === "1002" ? 0xe0 : 0xe1;
    const told: Readonly<Record<string, () => string>> = {
      42: () => this.#bytes(43, this.#measured()),
      43: () =>
        this.#bytes(10, [
          [1, this.supply],
          [3, this.rectifier],
          [4, this.battery],
          [5, this.testing],
        ]),
      44: () =>
        this.#bytes(
          30,
          this.warnings.map((at) => [at, 0xf0] as const),
        ),
      45: () => "",
      47: () =>
        this.#bytes(41, [
          [10, 230],
          [12, 50],
          [18, 1],
          [20, 1],
          [40, 1],
        ]),
      51: () => Buffer.from("GXE03KVA  1.23", "latin1").toString("hex").toUpperCase(),
    };
    const made = told[question];
    this.#say(Buffer.from(frame("01", made ? "00" : "04", made?.() ?? ""), "latin1"));
  }

  #measured(): readonly (readonly [number, number])[] {
    const words = [
      [1, this.volts],
      [7, 22_970],
      [13, 420],
      [19, 8_140],
      [21, 5_000],
      [27, 4_990],
      [33, 71],
      [35, 96],
      [41, this.minutes],
    ] as const;
    return words.flatMap(([at, word]) => [[at, word >> 8] as const, [at + 1, word & 0xff] as const]);
  }

  #bytes(count: number, set: readonly (readonly [number, number])[]): string {
    const bytes = new Uint8Array(count);
    for (const [at, byte] of set) bytes[at] = byte;
    return Buffer.from(bytes).toString("hex").toUpperCase();
  }
}

const order = (data: string): string => sentText(frame("01", "45", data));
/** There address and version have changed places. */
const swapped = (data: string): string => {
  const body = `01212A45C004${data}`;
  return sentText(`~${body}${sumOf(body)}\r`);
};

export const LIEBERT_GXE: FamilyCase = family({
  driver: "liebert-gxe",
  load: async () => (await import("../../../src/drivers/serial/liebert-gxe/driver.ts")).LIEBERT_GXE,
  options: { retry: "1" },
  unit: (say) => new GxeUnit(say),
  bears: 1,
  repeats: true,
  checked: true,
  scenes: [
    {
      name: "on mains",
      status: "OL",
      vars: {
        "battery.charger.status": "charging",
        "battery.runtime": "1860",
        "battery.voltage": "81.40",
        "input.frequency": "49.90",
        "input.transfer.bypass.high": "264",
        "input.transfer.bypass.low": "120",
        "input.voltage": "231.40",
        "output.current": "4.20",
        "output.frequency": "50.00",
        "output.frequency.nominal": "50",
        "output.voltage": "229.70",
        "output.voltage.nominal": "230",
        "ups.id": "01",
        "ups.mfr": "EmersonNetworkPower",
        "ups.model": "GXE03KVA",
        "ups.power": "960",
        "ups.realpower": "710",
        "ups.test.interval": "7776000",
        "ups.test.result": "Idle",
      },
    },
    {
      name: "on battery",
      set: (unit) => Object.assign(unit, { rectifier: 0xe2, battery: 0xe3, volts: 0, minutes: 19, warnings: [3] }),
      status: "ALARM OB",
      alarm: "Mains bad",
      vars: { "battery.charger.status": "discharging", "battery.runtime": "1140", "input.voltage": "0.00" },
    },
    {
      name: "without mains, of which its rectifier knows nothing yet",
      set: (unit) => Object.assign(unit, { rectifier: 0xe1, battery: 0xe3, volts: 0, minutes: 19, warnings: [] }),
      status: "OB",
      vars: { "battery.charger.status": "discharging", "battery.runtime": "1140", "input.voltage": "0.00" },
    },
    {
      name: "in bypass, overloaded and too hot",
      set: (unit) =>
        Object.assign(unit, { supply: 0x02, battery: 0xe0, volts: 23_140, minutes: 31, warnings: [10, 17] }),
      status: "ALARM OL BYPASS",
      alarm: "Power module too hot Output overloaded",
      vars: { "battery.charger.status": "resting" },
    },
  ],
  commands: ["load.off", "load.on", "test.battery.start", "test.battery.stop"],
  orders: [
    { cmd: "test.battery.start", sent: order("1002"), theirs: swapped("1002") },
    { cmd: "test.battery.stop", sent: order("1003"), theirs: swapped("1003") },
    { cmd: "load.on", sent: order("2001"), theirs: swapped("2001") },
    { cmd: "load.off", sent: order("2003"), theirs: swapped("2003") },
  ],
  peer: {
    packaged: false,
    needed: "battery.runtime",
    // Alarms are in words of ours; a quarter has other days there, and the limit of the bypass more digits.
    differs: [/^SETINFO (ups\.alarm|ups\.test\.interval|input\.transfer\.bypass\.high)/],
    orders: ["test.battery.start", "load.on"],
  },
});
