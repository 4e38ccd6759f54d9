/** A UPSIC of Bicker: meters, parameters that can be turned off, a shutdown. */
import { type FamilyCase, family } from "../bench/family-bench.ts";
import type { Say } from "../devices/played-line.ts";
import { FrameUnit } from "./frame-unit.ts";

const word = (value: number): readonly number[] => [value & 0xff, (value >> 8) & 0xff];
const text = (words: string): readonly number[] => [...Buffer.from(words, "latin1")];

export class BickerUnit extends FrameUnit {
  state = 0x0c;
  charge = 96;
  current = -120;
  /** Number: least, most, usual, used, value. */
  parameters = new Map<number, [number, number, number, number, number]>([
    [0x01, [0, 1000, 200, 1, 200]],
    [0x02, [0, 600, 60, 1, 30]],
    [0x03, [0, 600, 10, 0, 10]],
    [0x04, [0, 600, 5, 1, 5]],
    [0x05, [0, 100, 50, 1, 50]],
    [0x07, [0, 100, 20, 1, 25]],
  ]);

  constructor(say: Say) {
    super(say, { start: 1, lengthAt: 1, more: 2 });
  }

  take([, , table = 0, number = 0, ...rest]: readonly number[]): void {
    const data = this.#answer(table, number, rest.slice(0, -1));
    this.say(data ? [1, 3 + data.length, table, number, ...data, 4] : [1, 3, 0xee, 7, 4]);
  }

  #answer(table: number, number: number, data: readonly number[]): readonly number[] | undefined {
    if (table === 7) return this.#parameter(number, data);
    if (table === 3) return [1];
    const said: Readonly<Record<number, readonly number[]>> = {
      64: [this.state],
      65: word(24_080),
      66: word(1310),
      67: word(24_020),
      68: word(1180),
      69: word(21_510),
      70: word(this.current),
      71: [this.charge],
      72: [99],
      74: word(301),
      96: text("Bicker Elektronik"),
      97: text("2403D-0042"),
      98: text("UPSIC-2403D"),
      99: text("1.07"),
      100: text("SuperCap"),
    };
    return said[number];
  }

  #parameter(number: number, data: readonly number[]): readonly number[] | undefined {
    const now = this.parameters.get(number);
    if (!now) return undefined;
    const [used, low = 0, high = 0] = data;
    if (used !== undefined) this.parameters.set(number, [now[0], now[1], now[2], used, low + 256 * high]);
    const [least, most, usual, isUsed, value] = this.parameters.get(number) ?? now;
    return [number, ...word(least), ...word(most), ...word(usual), isUsed, ...word(value)];
  }
}

export const BICKER_SER: FamilyCase = family({
  driver: "bicker_ser",
  load: async () => (await import("../../../src/drivers/serial/bicker-ser/driver.ts")).BICKER_SER,
  unit: (say) => new BickerUnit(say),
  repeats: true,
  checked: false,
  scenes: [
    {
      name: "on mains",
      status: "OL",
      vars: {
        "battery.charge": "96",
        "battery.charge.low": "25",
        "battery.charge.restart": "50",
        "battery.charger.status": "resting",
        "battery.current": "-0.120",
        "battery.status": "99%",
        "battery.temperature": "27.8",
        "battery.type": "SuperCap",
        "battery.voltage": "21.510",
        "experimental.output.current.low": "200",
        "experimental.ups.delay.shutdown.signal": "",
        "input.current": "1.310",
        "input.voltage": "24.1",
        "output.current": "1.180",
        "output.voltage": "24.020",
        "ups.delay.shutdown": "30",
        "ups.delay.start": "5",
        "ups.firmware": "1.07",
        "ups.mfr": "Bicker Elektronik",
        "ups.model": "UPSIC-2403D",
        "ups.serial": "2403D-0042",
      },
    },
    {
      name: "charging",
      set: (unit) => Object.assign(unit, { state: 0x0d, current: 450, charge: 60 }),
      status: "CHRG OL",
      vars: { "battery.charge": "60", "battery.charger.status": "charging", "battery.current": "0.450" },
    },
    {
      name: "on battery, overloaded",
      set: (unit) => Object.assign(unit, { state: 0x2a, current: -900, charge: 80 }),
      status: "DISCHRG OB OVER",
      vars: { "battery.charge": "80", "battery.charger.status": "discharging", "battery.current": "-0.900" },
    },
    {
      name: "nearly empty",
      set: (unit) => Object.assign(unit, { state: 0x0a, current: -120, charge: 24 }),
      status: "LB DISCHRG OB",
      vars: { "battery.charge": "24", "battery.charger.status": "discharging" },
    },
  ],
  writable: [
    "battery.charge.low",
    "battery.charge.restart",
    "experimental.output.current.low",
    "experimental.ups.delay.shutdown.signal",
    "ups.delay.shutdown",
    "ups.delay.start",
  ],
  commands: ["shutdown.return"],
  orders: [{ cmd: "shutdown.return", sent: "0104033 21e04".replace(" ", "") }],
  changes: [
    { name: "battery.charge.low", value: "30", sent: "01060707011e0004" },
    { name: "ups.delay.start", value: "", sent: "010307040401060704000500" + "04" },
    { name: "ups.delay.start", value: "soon", sent: "", outcome: "invalid" },
  ],
  killpower: "010403321e04",
  peer: {
    packaged: false,
    needed: "battery.charger.status",
    differs: [/^SETFLAGS/, /^SETINFO ups\.(mfr|model|serial) /, /^(SETINFO|SETRANGE|ADDRANGE|SETAUX) experimental/],
    orders: ["shutdown.return"],
  },
});
