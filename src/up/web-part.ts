/** The dashboard of the server beside it, as a part of `nutts up`. */
import type { ListenAddress } from "../conf/upsd-conf.ts";
import type { SharedMirrors } from "../mirror/shared-mirrors.ts";
import type { Clock } from "../system/clock.ts";
import type { Files } from "../system/files/files.ts";
import type { Env } from "../system/files/paths.ts";
import type { Log } from "../system/log/log.ts";
import { reasonOf } from "../system/system-error.ts";
import type { OwnMachine } from "../web/own-machine.ts";
import type { Site } from "../web/site.ts";
import type { Part, RunningPart } from "./supervised.ts";

export interface WebWishes {
  /** `--web`. */
  readonly listen: string | undefined;
  /** How many ports to try. */
  readonly ports: number;
}

export interface WebPartDeps extends WebWishes {
  readonly env: Env;
  readonly clock: Clock;
  readonly files: Files;
  readonly log: Log;
  /** Where upsd listens. */
  readonly addresses: () => readonly ListenAddress[];
  readonly opened: (url: string) => void;
  /** Where upsmon runs in this process. */
  readonly own?: OwnMachine | undefined;
  /** Whenever there is another one; undefined when there is none. */
  readonly shown: (site: Site | undefined) => void;
  readonly mirrors: SharedMirrors;
}

export const webPart = (deps: WebPartDeps): Part => ({
  name: "the dashboard",
  start: async (): Promise<RunningPart> => {
    const { startBesideUpsd } = await import("../web/beside-upsd.ts");
    const begin = async () => {
      const begun = await startBesideUpsd({ ...deps, upsd: deps.addresses() });
      deps.shown(begun);
      return begun;
    };
    let site = await begin();
    deps.opened(site.url);
    let fail: (why: string) => void = () => undefined;
    const failed = new Promise<string>((resolve) => {
      fail = resolve;
    });
    const reload = async (): Promise<void> => {
      deps.shown(undefined);
      await site.close();
      try {
        site = await begin();
      } catch (error) {
        fail(reasonOf(error));
      }
    };
    return { failed, reload, stop: () => site.close() };
  },
});
