/** The UPS of an ASEM PC: two chips of i2c-stub. */
import type { Scenario } from "../judge.ts";
import { type BoardScene, sideBySide } from "./beside.ts";
import { C_FOLDER, hex, put, run, stub } from "./stub.ts";

const [CHARGER, BATTERY] = [0x09, 0x0b];

function text(bus: string, register: number, letters: string): void {
  run("i2cset", "-y", bus, hex(BATTERY), hex(register), ...Array.from(Buffer.from(letters), hex), "s");
}

const now = (bus: string, mains: boolean, words: Readonly<Record<number, number>>): void => {
  put(bus, BATTERY, words);
  put(bus, CHARGER, { 19: mains ? 0x8010 : 0x0010 });
};

/** C takes the month from the wrong bits. */
const MONTH = new Map([["ups.mfr.date: 2014-22-07", "ups.mfr.date: 2014-11-07"]]);

const asem = (bus: string): readonly BoardScene[] => [
  {
    name: "full, on mains",
    set: () => {
      for (const [register, letters] of [
        [0x20, "ASEM SPA"],
        [0x21, "PB1300"],
        [0x22, "LION"],
      ] as const)
        text(bus, register, letters);
      put(bus, BATTERY, { 3: 0xe001, 27: ((2014 - 1980) << 9) | (11 << 5) | 7, 28: 4711 });
      now(bus, true, { 8: 2981, 9: 25_312, 10: 0, 13: 97, 15: 2310, 18: 65_535, 22: 0x00e0 });
    },
    status: /^OL HB$/,
    instead: MONTH,
  },
  {
    name: "on battery",
    set: () => now(bus, false, { 22: 0xc0, 10: 0xfa88, 13: 48, 18: 31, 9: 23_004, 8: 3012 }),
    status: /^OB DISCHRG$/,
    instead: MONTH,
  },
  {
    name: "nearly empty",
    set: () => now(bus, false, { 13: 20, 18: 4, 15: 420 }),
    status: /^OB DISCHRG LB$/,
    instead: MONTH,
  },
  {
    name: "charging",
    set: () => now(bus, true, { 22: 0x80, 10: 900, 13: 21, 18: 65_535 }),
    status: /^OL CHRG$/,
    instead: MONTH,
  },
];

export const ASEM_SCENARIOS: readonly Scenario[] = [
  {
    name: "boards: ASEM, beside the C driver",
    run: () => {
      const bus = stub();
      const section = { port: `/dev/i2c-${bus}`, lb: "20", hb: "90" };
      return sideBySide({ driver: "asem", section, scenes: asem(bus) }, `${C_FOLDER}/asem`);
    },
  },
];
