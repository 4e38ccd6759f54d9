import type { Clock, Timer } from "../../system/clock.ts";

/** Time for LOGOUT at the end: with all the rest, upsmon ends within a second. */
const GOODBYE_MS = 500;

/** Resolves when all have been said, or when it takes too long. */
export async function goodbyesSaid(goodbyes: readonly Promise<void>[], clock: Clock): Promise<void> {
  let timer: Timer | undefined;
  const limit = new Promise<void>((resolve) => {
    timer = clock.after(GOODBYE_MS, resolve);
  });
  await Promise.race([Promise.all(goodbyes), limit]);
  timer?.cancel();
}
