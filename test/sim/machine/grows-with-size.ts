/** Work that must not grow with the square of its input: judged by a ratio of processor time, so that no machine is too slow. */
import { expect } from "@jest/globals";

const TIMES = 32;
const TRIES = 3;
/** Below this a measurement is mostly noise. */
const LEAST_MS = 0.5;

/** Processor time, which others at work do not make longer. */
function milliseconds(run: () => void): number {
  const before = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/** The least of a few: what disturbs a measurement makes it more. */
const least = (run: () => void): number => Math.min(...Array.from({ length: TRIES }, () => milliseconds(run)));

/** Runs `work` of `size` and of 32 times as much, which may cost eight times 32 as much; the square would be 1024. */
export function growsWithSize(work: (size: number) => void, size: number): void {
  const small = Math.max(
    least(() => work(size)),
    LEAST_MS,
  );
  expect(least(() => work(TIMES * size)) / small).toBeLessThan(8 * TIMES);
}
