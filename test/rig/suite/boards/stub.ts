/** i2c-stub: a bus of the kernel without wires, whose chips are registers. */
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";

/** Where Debian's nut-i2c has its drivers. */
export const C_FOLDER = process.env.RIG_C_I2C ?? "/lib/nut";

const KERNEL = process.env.RIG_KERNEL ?? "/";

export const run = (program: string, ...args: readonly string[]): string =>
  execFileSync(program, args, { encoding: "utf8" });

/** By the modules of the guest's kernel, which lie in a folder of their own. */
export const load = (module: string, ...settings: readonly string[]): void =>
  void run("modprobe", "-d", KERNEL, module, ...settings);

const ADAPTERS = "/sys/bus/i2c/devices";
const isStub = (name: string): boolean =>
  /^i2c-\d+$/.test(name) && readFileSync(`${ADAPTERS}/${name}/name`, "utf8").startsWith("SMBus stub");

/** The number of the bus; its chips are made when it is first asked for. */
export function stub(): string {
  const found = (): string | undefined =>
    existsSync(ADAPTERS) ? readdirSync(ADAPTERS).find(isStub)?.slice(4) : undefined;
  if (found() === undefined) {
    load("i2c-dev");
    load("i2c-stub", "chip_addr=0x14,0x09,0x0b", "functionality=0x7fffffff");
  }
  return found() ?? "";
}

type Words = Readonly<Record<number, number>>;
export const hex = (value: number): string => `0x${value.toString(16)}`;

export function put(bus: string, chip: number, words: Words): void {
  for (const [register, word] of Object.entries(words))
    run("i2cset", "-y", bus, hex(chip), hex(Number(register)), hex(word), "w");
}
