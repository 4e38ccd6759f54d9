/** Blocks of registers that are read in one request, and words out of them. */
import type { ModbusLink, ModbusTable } from "../../device/modbus.ts";
import { DeviceError } from "../types.ts";

export interface Block {
  readonly at: number;
  readonly count: number;
  /** Of holding registers if not said. */
  readonly table?: ModbusTable;
  /** Without it no poll makes sense. */
  readonly needed?: true;
}

/** What stands at an address; undefined for what was not told. */
export type Words = (address: number) => number | undefined;

const NONE = 0xffff;

/** Throws DeviceError `stale` where a block that is needed is refused. */
export async function readWords(link: Pick<ModbusLink, "name" | "read">, blocks: readonly Block[]): Promise<Words> {
  const words = new Map<number, number>();
  for (const { at, count, needed, table = "holding" } of blocks) {
    const answer = await link.read(table, at, count);
    if (answer.kind === "data") for (const [index, value] of answer.values.entries()) words.set(at + index, value);
    else if (needed)
      throw new DeviceError("stale", `${link.name} does not tell 0x${at.toString(16).toUpperCase()}: ${answer.why}`);
  }
  return (address) => words.get(address);
}

/** As `readWords`, for devices that say 0xFFFF where there is no value. */
export async function readBlocks(link: ModbusLink, blocks: readonly Block[]): Promise<Words> {
  const words = await readWords(link, blocks);
  return (address) => {
    const word = words(address);
    return word === NONE ? undefined : word;
  };
}
