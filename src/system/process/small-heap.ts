/** Memory before speed, for processes that run for months and mostly wait. */
import { setFlagsFromString } from "node:v8";

/** The old generation grows by a third between collections, not fourfold; the young one stays at 2 MiB, not 32 or more. */
const FLAGS = ["--optimize-for-size", "--semi-space-growth-factor=1"] as const;

/** For the rest of this process. What the heap has grown by then stays. */
export function keepHeapSmall(): void {
  for (const flag of FLAGS) setFlagsFromString(flag);
}
