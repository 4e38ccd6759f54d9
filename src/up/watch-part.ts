/** upsmon as a part of `nutts up`: where upsmon.conf is, and below the small parent where that has started us. */
import type { Daemon } from "../daemon/daemon.ts";
import { type WatchLook, watchIn } from "../upsmon/shell/child.ts";
import type { ParentPipe } from "../upsmon/shell/parent-pipe.ts";
import type { Start } from "../upsmon/shell/start.ts";
import { ownedBy } from "./owner.ts";
import type { Part, RunningPart } from "./supervised.ts";

/** Where signals go that are upsmon's, and who wants to know how it is. */
export interface WatchOrders {
  forceShutdown: () => void | Promise<void>;
  /** Undefined when it has ended. */
  seen: (look: WatchLook | undefined) => void;
}

const NOTHING = (): void => undefined;

/** It ends by itself after a shutdown, and is not started again then: the rest serves until the system ends it. */
export const watchPart = (daemon: Daemon, start: Start, pipe: ParentPipe | undefined, orders: WatchOrders): Part => ({
  name: "upsmon",
  start: async (): Promise<RunningPart> => {
    let stop: () => void = NOTHING;
    let reload: () => void | Promise<void> = NOTHING;
    const stopped = new Promise<string>((resolve) => {
      stop = () => resolve("the end of nutts up");
    });
    const own: Daemon = {
      log: daemon.log,
      stopping: daemon.stopping,
      stopped: Promise.race([stopped, daemon.stopped]),
      stop: (reason) => daemon.stop(reason),
      onReload: (run) => {
        reload = run;
      },
      onUser1: (run) => {
        orders.forceShutdown = run;
      },
      onCrash: (take) => daemon.onCrash(take),
      dropPrivileges: () => daemon.dropPrivileges(),
      ready: () => Promise.resolve(),
      status: (text) => daemon.status(text),
      beatWhile: (answers) => daemon.beatWhile(answers),
    };
    // Below a parent upsmon begins anew in another process, which is told what has been decided.
    const watching = (): Promise<number> => watchIn(own, start, pipe, orders.seen);
    const ended = (pipe ? ownedBy("process", watching) : watching()).finally(() => orders.seen(undefined));
    return {
      failed: ended.then(() => new Promise<never>(NOTHING)),
      reload: () => reload(),
      stop: async () => {
        stop();
        await ended.catch(NOTHING);
      },
    };
  },
});
