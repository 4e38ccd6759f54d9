/** i2cget and i2cset of i2c-tools 4.3, on chips in memory. */
import type { ProgramOpener } from "../../../src/device/programs.ts";
import { DeviceError } from "../../../src/drivers/types.ts";

export interface I2cChip {
  /** So many bytes from a register on; undefined: it does not answer. */
  read(register: number, count: number): Uint8Array | undefined;
  /** A block that tells its length. */
  block?(register: number): Uint8Array | undefined;
  write(register: number, bytes: Uint8Array): void;
}

const hex = (byte: number): string => `0x${byte.toString(16).padStart(2, "0")}`;

export class I2cTools implements ProgramOpener {
  /** What was run. */
  readonly asked: string[] = [];
  /** Printed in place of the truth, while there is one. */
  readonly lies: string[] = [];
  /** What i2cget says in place of reading. */
  failure: string | undefined;
  installed = true;
  readonly #chips: ReadonlyMap<number, I2cChip>;
  readonly #bus: string;

  constructor(chips: ReadonlyMap<number, I2cChip>, bus = "1") {
    this.#chips = chips;
    this.#bus = bus;
  }

  run(program: string, args: readonly string[], use: { readonly package?: string } = {}): Promise<string> {
    this.asked.push([program, ...args].join(" "));
    if (!this.installed)
      return Promise.reject(new DeviceError("absent", `${program} cannot be run. Install the package ${use.package}`));
    const said = this.failure ?? (program === "i2cset" ? this.#set(args) : undefined);
    const told = said === undefined ? (this.lies.shift() ?? (program === "i2cset" ? "" : this.#get(args))) : undefined;
    return told === undefined
      ? Promise.reject(new DeviceError("stale", `${program}: ${said ?? "Error: Read failed"}`))
      : Promise.resolve(told);
  }

  #chipOf([, bus, chip]: readonly string[]): I2cChip | undefined {
    return bus === this.#bus ? this.#chips.get(Number(chip)) : undefined;
  }

  #get(args: readonly string[]): string | undefined {
    const [register, mode, count] = [Number(args[3]), args[4], Number(args[5])];
    const chip = this.#chipOf(args);
    const bytes = mode === "s" ? chip?.block?.(register) : chip?.read(register, mode === "w" ? 2 : count);
    if (!bytes) return undefined;
    const [low = 0, high = 0] = bytes;
    if (mode === "w") return `0x${((high << 8) | low).toString(16).padStart(4, "0")}\n`;
    return `${Array.from(bytes, hex).join(" ")}\n`;
  }

  #set(args: readonly string[]): string | undefined {
    const chip = this.#chipOf(args);
    const value = Number(args[4]);
    chip?.write(Number(args[3]), Uint8Array.of(value & 0xff, value >> 8));
    return chip ? undefined : "Error: Write failed";
  }
}
