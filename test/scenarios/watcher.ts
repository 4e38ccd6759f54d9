/** Our upsmon's engine on real sockets and real time, that tells a list instead of people and shuts nothing down. */
import { type Monitor, UPSMON_CONF_DEFAULTS, type UpsmonConf } from "../../src/conf/upsmon-conf.ts";
import { SYSTEM_CLOCK } from "../../src/system/clock.ts";
import { createLog } from "../../src/system/log/log.ts";
import { Engine } from "../../src/upsmon/shell/engine.ts";
import type { Notification } from "../../src/upsmon/shell/notification.ts";

export interface Happening {
  /** Milliseconds since 1970. */
  readonly at: number;
  /** A notify type, or DOWN for SHUTDOWNCMD. */
  readonly what: string;
  readonly ups: string;
}

export class Watcher {
  readonly happened: Happening[] = [];
  readonly lines: string[] = [];
  readonly engine: Engine;

  constructor(settings: Partial<UpsmonConf>) {
    const note = (what: string, ups: string): void => void this.happened.push({ at: Date.now(), what, ups });
    this.engine = new Engine(
      { ...UPSMON_CONF_DEFAULTS, ...settings },
      {
        clock: SYSTEM_CLOCK,
        log: createLog((level, line) => this.lines.push(`${level} ${line}`)),
        notifier: {
          configure: () => undefined,
          tell: ({ type, ups }: Notification) => note(type, ups),
          wall: () => undefined,
          flush: () => Promise.resolve(),
        },
        clientOptions: ({ host, port }: Monitor) => ({ host, port }),
        shutDown: () => Promise.resolve(void note("DOWN", "")),
        status: () => undefined,
      },
    );
  }

  get whats(): readonly string[] {
    return this.happened.map(({ what }) => what);
  }

  async stop(): Promise<void> {
    this.engine.send({ kind: "stop", how: "end of the test" });
    await this.engine.ended;
  }
}
