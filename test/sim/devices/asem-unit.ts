/** The two chips of an ASEM PC's UPS: words and blocks by their registers. */
import type { I2cChip } from "./i2c-tools.ts";

class WordChip implements I2cChip {
  readonly words: Map<number, number>;
  readonly blocks: Map<number, Uint8Array>;
  silent = false;

  constructor(words: Readonly<Record<number, number>>, blocks: Readonly<Record<number, string>> = {}) {
    this.words = new Map(Object.entries(words).map(([register, word]) => [Number(register), word]));
    this.blocks = new Map(
      Object.entries(blocks).map(([register, text]) => [Number(register), Buffer.from(text, "latin1")]),
    );
  }

  read(register: number, count: number): Uint8Array | undefined {
    const word = this.silent ? undefined : this.words.get(register);
    return word === undefined || count !== 2 ? undefined : Uint8Array.of(word & 0xff, word >> 8);
  }

  block(register: number): Uint8Array | undefined {
    return this.silent ? undefined : this.blocks.get(register);
  }

  write(register: number, [low = 0, high = 0]: Uint8Array): void {
    this.words.set(register, low | (high << 8));
  }
}

export class AsemUnit {
  readonly charger = new WordChip({ 19: 0x8010 });
  readonly battery = new WordChip(
    {
      3: 0x6001,
      8: 2981,
      9: 25_312,
      10: 0,
      13: 97,
      15: 2310,
      18: 65_535,
      22: 0x00e0,
      27: ((2014 - 1980) << 9) | (11 << 5) | 7,
      28: 4711,
    },
    { 32: "ASEM SPA", 33: "PB1300", 34: "LION" },
  );

  get chips(): ReadonlyMap<number, I2cChip> {
    return new Map([
      [0x09, this.charger],
      [0x0b, this.battery],
    ]);
  }

  /** Of the battery, but for the charger's `mains`. */
  set(words: Readonly<Record<number, number>>, mains = true): void {
    this.charger.words.set(0x13, mains ? 0x8010 : 0x0010);
    for (const [register, word] of Object.entries(words)) this.battery.words.set(Number(register), word & 0xffff);
  }
}
