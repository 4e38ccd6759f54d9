/** After many have come and gone, the engine keeps the memory that they took until it needs to clean up by itself, which may be never. */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

export function freeMemory(): void {
  try {
    setFlagsFromString("--expose-gc");
    const collect: unknown = runInNewContext("gc");
    if (typeof collect === "function") collect();
  } catch {
    // An engine without it keeps the memory.
  }
}
