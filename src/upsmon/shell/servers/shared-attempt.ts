/** One way to a server for all its UPSes: those that connect at the same moment follow the first, and fail with it. */
import type { Socket } from "node:net";
import { type DialOptions, dial } from "../../../netproto/client/dial.ts";
import { SYSTEM_CLOCK, sleep } from "../../../system/clock.ts";

/** Milliseconds within which others follow: an older attempt may wait in back-off for a network that is there again. */
const FOLLOW_MS = 250;
/** Connections that begin at once, and the pause before as many more. */
const AT_ONCE = 64;
const PAUSE_MS = 20;

interface Attempt {
  readonly since: number;
  readonly outcome: Promise<unknown>;
  /** Whoever made it has called it off: that says nothing about the server. */
  readonly calledOff: () => boolean;
  followers: number;
}

export type Dial = (options: DialOptions) => Promise<Socket>;

export function sharedDial(reach: Dial = dial): Dial {
  const attempts = new Map<string, Attempt>();
  return async (options) => {
    const { host, port, clock = SYSTEM_CLOCK, signal } = options;
    const key = `${host}:${port}`;
    const leading = attempts.get(key);
    if (leading && clock.now() - leading.since <= FOLLOW_MS) {
      const turn = Math.floor(++leading.followers / AT_ONCE);
      await leading.outcome.catch((error: unknown) => {
        if (!leading.calledOff()) throw error;
      });
      if (turn > 0) await sleep(clock, turn * PAUSE_MS, signal);
      return reach(options);
    }
    const outcome = reach(options);
    const attempt = { since: clock.now(), outcome, calledOff: () => signal?.aborted === true, followers: 0 };
    attempts.set(key, attempt);
    const over = (): void => void (attempts.get(key) === attempt && attempts.delete(key));
    outcome.then(over, over);
    return outcome;
  };
}
