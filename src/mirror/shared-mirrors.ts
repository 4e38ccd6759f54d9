/** Mirrors that the parts of a process share: one connection to each server, for as long as anybody follows it. */
import { NutClient } from "../netproto/client/nut-client.ts";
import type { TlsOptions } from "../netproto/client/tls-options.ts";
import type { Clock } from "../system/clock.ts";
import type { Log } from "../system/log/log.ts";
import { type ChangeUser, UpsMirror } from "./ups-mirror.ts";

export const POLL_MS = 2000;

export interface FollowedPlace {
  readonly host: string;
  readonly port: number;
  readonly tls?: TlsOptions | undefined;
}

interface Shared {
  readonly mirror: UpsMirror;
  readonly polled: Set<() => void>;
  leases: number;
  following: Promise<void> | undefined;
}

export interface MirrorDeps {
  readonly clock: Clock;
  readonly log: Log;
}

/** Places that differ in what is wanted of TLS are not the same. */
const keyOf = ({ host, port, tls }: FollowedPlace): string => JSON.stringify([host, port, tls ?? null]);

async function connectAs(connect: () => Promise<NutClient>, { username, password }: ChangeUser): Promise<NutClient> {
  const client = await connect();
  try {
    await client.authenticate(username, password);
    return client;
  } catch (error) {
    client.destroy();
    throw error;
  }
}

function mirrorOf({ host, port, tls }: FollowedPlace, { clock, log }: MirrorDeps): UpsMirror {
  const connect = (signal?: AbortSignal) => NutClient.connect({ host, port, tls, clock, log, signal });
  return new UpsMirror({
    connect,
    connectAs: (who) => connectAs(connect, who),
    clock,
    wanted: { upses: "all", variables: "all", types: true, commands: true, clients: true },
  });
}

/** The share of one part of the process. */
export class MirrorLease {
  /** Of everything that the server has. Its UPSes may be known already. */
  readonly mirror: UpsMirror;
  readonly #shared: Shared;
  readonly #giveBack: () => Promise<void>;
  readonly #ends: (() => void)[] = [];
  #released: Promise<void> | undefined;
  #polled: () => void = () => undefined;

  constructor(shared: Shared, giveBack: () => Promise<void>) {
    this.mirror = shared.mirror;
    this.#shared = shared;
    this.#giveBack = giveBack;
  }

  /** Follows until `release`; `polled` is called after each look. Never rejects. */
  follow(polled: () => void = () => undefined): Promise<void> {
    const { mirror, polled: all } = this.#shared;
    this.#polled = polled;
    all.add(polled);
    this.#shared.following ??= mirror.follow(POLL_MS, () => {
      for (const hear of [...all]) hear();
    });
    return this.#released ?? new Promise((resolve) => this.#ends.push(resolve));
  }

  /** Never rejects. */
  release(): Promise<void> {
    this.#shared.polled.delete(this.#polled);
    this.#released ??= this.#giveBack().finally(() => {
      for (const end of this.#ends.splice(0)) end();
    });
    return this.#released;
  }
}

export class SharedMirrors {
  readonly #deps: MirrorDeps;
  readonly #all = new Map<string, Shared>();

  constructor(deps: MirrorDeps) {
    this.#deps = deps;
  }

  lease(place: FollowedPlace): MirrorLease {
    const key = keyOf(place);
    const shared = this.#all.get(key) ?? this.#share(key, place);
    shared.leases++;
    return new MirrorLease(shared, () => this.#release(key, shared));
  }

  #share(key: string, place: FollowedPlace): Shared {
    const mirror = mirrorOf(place, this.#deps);
    const shared = { mirror, polled: new Set<() => void>(), leases: 0, following: undefined };
    this.#all.set(key, shared);
    return shared;
  }

  async #release(key: string, shared: Shared): Promise<void> {
    shared.leases--;
    if (shared.leases > 0) return;
    this.#all.delete(key);
    await shared.mirror.close();
    await shared.following;
  }
}
