/** All UPSes of all servers. A server that hangs, answers rubbish or is gone touches nothing of the others. */
import type { SharedMirrors } from "../../mirror/shared-mirrors.ts";
import type { Clock } from "../../system/clock.ts";
import type { Log } from "../../system/log/log.ts";
import type { OwnMachine } from "../own-machine.ts";
import { FollowedServer, type FollowedUps, type ServerNews } from "./followed-server.ts";
import type { WatchedServer } from "./watched-server.ts";

export interface FleetNews extends ServerNews {
  readonly server: FollowedServer;
}

export interface FleetDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly own?: OwnMachine | undefined;
  readonly mirrors: SharedMirrors;
}

export class Fleet {
  readonly servers: readonly FollowedServer[];
  readonly clock: Clock;
  /** Undefined where nothing is known of the upsmon of this machine. */
  readonly own: OwnMachine | undefined;
  readonly #listeners = new Set<(news: FleetNews) => void>();

  constructor(watched: readonly WatchedServer[], { clock, log, own, mirrors }: FleetDeps) {
    this.clock = clock;
    this.own = own;
    const hear = (server: FollowedServer, news: ServerNews): void => {
      for (const listener of [...this.#listeners]) listener({ ...news, server });
    };
    this.servers = watched.map((one) => new FollowedServer(one, { clock, log, mirrors, hear }));
  }

  get upses(): readonly FollowedUps[] {
    return this.servers.flatMap(({ upses }) => upses);
  }

  onNews(listener: (news: FleetNews) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Until `close`. Never rejects. */
  async follow(): Promise<void> {
    await Promise.all(this.servers.map((server) => server.follow()));
  }

  async close(): Promise<void> {
    await Promise.all(this.servers.map((server) => server.close()));
  }
}
