/** upsd of nutts with drivers made of lines, and upsmons of nutts at it, all on one clock that stands still. */
import { type Monitor, UPSMON_CONF_DEFAULTS, type UpsmonConf } from "../../src/conf/upsmon-conf.ts";
import { type LiveResult, liveDrill } from "../../src/drill/live/live-drill.ts";
import { NutClient } from "../../src/netproto/client/nut-client.ts";
import { createLog } from "../../src/system/log/log.ts";
import { Engine } from "../../src/upsmon/shell/engine.ts";
import type { Notification } from "../../src/upsmon/shell/notification.ts";
import { FlagNotifier } from "../../src/upsmon/shell/notifier.ts";
import { monitor } from "../scenarios/monitor.ts";
import { type UpsdServer, UpsdServers } from "../sim/servers/upsd-server.ts";
import { SMALL_WORLD } from "../sim/servers/upsd-world.ts";

const CHARGED = [
  'SETINFO ups.status "OL CHRG"',
  'SETINFO battery.runtime "600"',
  "ADDCMD load.off",
  "DATAOK",
  "DUMPDONE",
];

export interface Watching {
  readonly engine: Engine;
  /** NOTIFYCMD as it was called. */
  readonly called: (Notification & { readonly command: string })[];
  readonly walls: string[];
  readonly lines: string[];
  /** How often the machine would have been shut down, or its shutdown been called off. */
  readonly deeds: string[];
}

export class LiveDrillWorld {
  readonly #servers = new UpsdServers();
  readonly #watching: Watching[] = [];
  server!: UpsdServer;

  static async start(): Promise<LiveDrillWorld> {
    const world = new LiveDrillWorld();
    const drivers = { ...SMALL_WORLD.drivers, rack: CHARGED, desk: CHARGED, early: CHARGED };
    const upsConf = `${SMALL_WORLD["ups.conf"]}[early]\ndriver = fake\nport = none\n`;
    world.server = await world.#servers.start({ texts: { ...SMALL_WORLD, "ups.conf": upsConf, drivers } });
    return world;
  }

  line(more: Partial<Monitor> = {}): Monitor {
    const { upsname = "rack" } = more;
    const where = { host: "127.0.0.1", port: this.server.port, username: "mon", password: "pw", upsname };
    return monitor(`${upsname}@s`, { ...where, ...more });
  }

  upsmon(settings: Partial<UpsmonConf>): Watching {
    const { clock } = this.server;
    const called: Watching["called"] = [];
    const [walls, lines, deeds]: string[][] = [[], [], []];
    const watched = { called, walls: walls ?? [], lines: lines ?? [], deeds: deeds ?? [] };
    const log = createLog((_level, text) => watched.lines.push(text));
    const conf: UpsmonConf = { ...UPSMON_CONF_DEFAULTS, shutdowncmd: "exit 0", powerdownflag: "/flag", ...settings };
    const notifier = new FlagNotifier(conf, {
      log,
      runner: {
        feed: () => {
          throw new Error("nothing is fed");
        },
        run: (_program, _args, options) => {
          watched.walls.push(String(options?.input));
          return Promise.resolve({ kind: "exited", status: 0, stdout: "", stderr: "" });
        },
      },
      notifyCommand: (command, notification) => {
        called.push({ ...notification, command });
        return Promise.resolve(undefined);
      },
    });
    const engine = new Engine(conf, {
      clock,
      log,
      notifier,
      clientOptions: ({ host, port }) => ({ host, port, clock }),
      shutDown: () => Promise.resolve(void watched.deeds.push("shut down")),
      callOff: () => void watched.deeds.push("call off"),
      decided: () => void watched.deeds.push("decided"),
      status: () => undefined,
    });
    const watching = { engine, ...watched };
    this.#watching.push(watching);
    return watching;
  }

  /** Quarters of a second, in each of which sockets have time to answer. */
  async run(seconds: number, until: () => boolean = () => false): Promise<void> {
    const { clock } = this.server;
    for (let i = 0; i < seconds * 4 && !until(); i++) {
      await clock.settle(30);
      await clock.advance(250);
    }
    await clock.settle(30);
  }

  /** A drill to its end. Rejects as it does. */
  async drill(
    wait: number,
    stopping = new AbortController().signal,
    stages: readonly string[] = [],
    ups = "rack",
  ): Promise<LiveResult> {
    const { clock, port } = this.server;
    const opening = NutClient.connect({ host: "127.0.0.1", port, clock, username: "admin", password: "secret" });
    await this.run(1);
    const client = await opening;
    let over = false;
    const drilled = liveDrill({ client, ups, stages, clock, wait, stopping }).finally(() => {
      over = true;
    });
    drilled.catch(() => undefined);
    await this.run(wait + 10, () => over);
    client.destroy();
    return drilled;
  }

  async end(): Promise<void> {
    for (const { engine } of this.#watching) engine.send({ kind: "stop", how: "end of the test" });
    await this.run(1);
    this.#servers.end();
  }
}
