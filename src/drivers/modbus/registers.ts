/** Blocks of registers that are read in one request, and words out of them. */
import type { ModbusLink } from "../../device/modbus.ts";
import { DeviceError } from "../types.ts";

export interface Block {
  readonly at: number;
  readonly count: number;
  /** Without it no poll makes sense. */
  readonly needed?: true;
}

/** What stands at an address; undefined for what was not told, and for 0xFFFF, which is no value. */
export type Words = (address: number) => number | undefined;

const NONE = 0xffff;

/** Throws DeviceError `stale` where a block that is needed is refused. */
export async function readBlocks(link: ModbusLink, blocks: readonly Block[]): Promise<Words> {
  const words = new Map<number, number>();
  for (const { at, count, needed } of blocks) {
    const answer = await link.read("holding", at, count);
    if (answer.kind === "data") for (const [index, value] of answer.values.entries()) words.set(at + index, value);
    else if (needed)
      throw new DeviceError("stale", `${link.name} does not tell 0x${at.toString(16).toUpperCase()}: ${answer.why}`);
  }
  return (address) => {
    const word = words.get(address);
    return word === NONE ? undefined : word;
  };
}
