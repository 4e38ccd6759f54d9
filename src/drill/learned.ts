/** What the servers of the UPSes say now: how long each battery lasts, and who is logged in. Nothing is changed there. */
import type { Monitor } from "../conf/upsmon-conf.ts";
import type { Connect } from "../mirror/connection.ts";
import { UpsMirror } from "../mirror/ups-mirror.ts";
import { SYSTEM_CLOCK } from "../system/clock.ts";

export interface Learned {
  /** By name; empty where the server did not answer. */
  readonly values: ReadonlyMap<string, string>;
  /** Addresses; undefined where nobody told. */
  readonly clients: readonly string[] | undefined;
  /** Why there is nothing. */
  readonly error: string | undefined;
}

const WANTED = [
  "ups.status",
  "battery.charge",
  "battery.charge.low",
  "battery.runtime",
  "battery.runtime.low",
  "ups.delay.shutdown",
  "ups.load",
] as const;

/** Connects to the server of a UPS. */
export type ConnectTo = (server: Pick<Monitor, "host" | "port">) => Connect;

const serverOf = ({ host, port }: Monitor): string => `${host} ${port}`;

async function learnFrom(
  monitors: readonly Monitor[],
  connect: Connect,
): Promise<readonly (readonly [string, Learned])[]> {
  const names = monitors.map(({ upsname }) => upsname);
  const mirror = new UpsMirror({ connect, clock: SYSTEM_CLOCK, wanted: { upses: names, variables: WANTED } });
  try {
    await mirror.refresh();
    const error = mirror.error?.message;
    const client = error === undefined ? await mirror.client() : undefined;
    return await Promise.all(
      monitors.map(async ({ system, upsname }) => {
        const { values, error: own } = mirror.upses.get(upsname) ?? { values: new Map(), error: undefined };
        const clients = await client?.listClient(upsname).catch(() => undefined);
        const why = values.size > 0 ? undefined : (error ?? own?.message);
        return [system, { values, clients, error: why }] as const;
      }),
    );
  } finally {
    await mirror.close();
  }
}

/** By the system of the MONITOR line. Never rejects for a server's sake. */
export async function learn(monitors: readonly Monitor[], connectTo: ConnectTo): Promise<ReadonlyMap<string, Learned>> {
  const servers = new Map<string, Monitor[]>();
  for (const monitor of monitors) servers.set(serverOf(monitor), [...(servers.get(serverOf(monitor)) ?? []), monitor]);
  const asked = [...servers.values()].map((group) => learnFrom(group, connectTo(group[0] as Monitor)));
  return new Map((await Promise.all(asked)).flat());
}
