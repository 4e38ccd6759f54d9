/** What units do that tell their state over and over, whether they are asked or not. */
import type { Clock } from "../../../src/system/clock.ts";

export function everyMs(clock: Clock, ms: number, speak: () => void): void {
  clock.after(ms, () => {
    speak();
    everyMs(clock, ms, speak);
  });
}
