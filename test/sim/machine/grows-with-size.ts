/** Work that must not grow with the square of its input: judged by a ratio of processor time, so that no machine is too slow. */
import { expect } from "@jest/globals";

const TIMES = 32;
const TRIES = 10;
/** Half of what the square would cost: what V8 does beside the work (collecting, compiling) is counted too. */
const MOST = 16 * TIMES;
/** Below this a measurement is mostly noise. */
const LEAST_MS = 0.5;

/** Processor time, which others at work do not make longer. */
function milliseconds(run: () => void): number {
  const before = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/** The least of a few, or the first that is small enough: what disturbs a measurement makes it more. */
function least(run: () => void, enough = 0): number {
  let found = Number.POSITIVE_INFINITY;
  for (let tries = 0; tries < TRIES && found >= enough; tries++) found = Math.min(found, milliseconds(run));
  return found;
}

/** Runs `work` of `size` and of 32 times as much, which may cost 512 times as much; the square would be 1024. */
export function growsWithSize(work: (size: number) => void, size: number): void {
  const small = Math.max(
    least(() => work(size)),
    LEAST_MS,
  );
  const most = MOST * small;
  expect(least(() => work(TIMES * size), most)).toBeLessThan(most);
}
