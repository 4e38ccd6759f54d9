/**
 * I2C by the programs of i2c-tools (4.3 and later), which ask the kernel as a driver would:
 *
 *     i2cget -y 1 0x14 0x40 i 2        0x84 0x7b          bytes from a register on (s: a block)
 *     i2cget -y 7 0x0b 0x16 w          0x00c0             a word
 *     i2cset -y 1 0x14 0x62 0xe11e w
 */
import { DeviceError } from "../../device/device-error.ts";
import type { I2cBus, I2cOpener } from "../../device/i2c.ts";
import type { ProgramOpener } from "../../device/programs.ts";

const USE = { package: "i2c-tools", timeoutMs: 3000, maxOutput: 1024 };
const LONGEST = 32;

const hex = (value: number, digits = 2): string => `0x${value.toString(16).padStart(digits, "0")}`;

/** What stands in the way of `i2cget`, by what it says. */
const ADVICE: readonly (readonly [said: RegExp, advice: string])[] = [
  [/Permission denied/, "give the driver's user the group of that file (i2c)"],
  [/No such file or directory/, "there is no such bus: switch I2C on, and load i2c-dev"],
  [/resource busy/, "a driver of the kernel has the chip: unload that"],
  [/does not have|not supported/i, "the bus cannot do this transaction"],
  [/Invalid mode/i, "these i2c-tools are older than 4.3"],
];

function advised(error: unknown): unknown {
  if (!(error instanceof DeviceError)) return error;
  const [, advice] = ADVICE.find(([said]) => said.test(error.message)) ?? [];
  return advice === undefined ? error : new DeviceError(error.fault, `${error.message}: ${advice}`);
}

/** Bytes as i2cget prints them; undefined for other text. */
export function bytesIn(text: string): Uint8Array | undefined {
  const words = text.trim().split(" ");
  if (words.length > LONGEST || !words.every((word) => /^0x[\da-f]{2}$/.test(word))) return undefined;
  return Uint8Array.from(words, (word) => Number.parseInt(word, 16));
}

/** A word as i2cget prints it; undefined for other text. */
export const wordIn = (text: string): number | undefined =>
  /^0x[\da-f]{4}$/.test(text.trim()) ? Number.parseInt(text.trim(), 16) : undefined;

class ToolsBus implements I2cBus {
  readonly path: string;
  readonly #number: string;
  readonly #programs: ProgramOpener;

  constructor(number: string, programs: ProgramOpener) {
    this.path = `/dev/i2c-${number}`;
    this.#number = number;
    this.#programs = programs;
  }

  async #run(program: string, chip: number, register: number, ...words: readonly string[]): Promise<string> {
    try {
      return await this.#programs.run(program, ["-y", this.#number, hex(chip), hex(register), ...words], USE);
    } catch (error) {
      throw advised(error);
    }
  }

  async #get<T>(chip: number, register: number, mode: readonly string[], read: (text: string) => T | undefined) {
    const text = await this.#run("i2cget", chip, register, ...mode);
    const found = read(text);
    if (found !== undefined) return found;
    const place = `chip ${hex(chip)}, register ${hex(register)} of ${this.path}`;
    throw new DeviceError("stale", `i2cget printed no value for ${place}: "${text.trim().slice(0, 80)}"`);
  }

  bytes(chip: number, register: number, count: number): Promise<Uint8Array> {
    const whole = (text: string): Uint8Array | undefined => {
      const bytes = bytesIn(text);
      return bytes?.length === count ? bytes : undefined;
    };
    return this.#get(chip, register, ["i", String(count)], whole);
  }

  word(chip: number, register: number): Promise<number> {
    return this.#get(chip, register, ["w"], wordIn);
  }

  block(chip: number, register: number): Promise<Uint8Array> {
    return this.#get(chip, register, ["s"], bytesIn);
  }

  async setWord(chip: number, register: number, value: number): Promise<void> {
    await this.#run("i2cset", chip, register, hex(value, 4), "w");
  }
}

function busOf(port: string, programs: ProgramOpener): I2cBus {
  const [, number] = /^(?:\/dev\/)?(?:i2c-)?(\d{1,4})$/.exec(port) ?? [];
  if (number !== undefined) return new ToolsBus(number, programs);
  throw new DeviceError("configuration", `port = "${port}" is no bus such as /dev/i2c-1: i2cdetect -l lists them`);
}

export const i2cOpener = (programs: ProgramOpener): I2cOpener => ({
  open: async (port) => Promise.resolve(busOf(port, programs)),
});
