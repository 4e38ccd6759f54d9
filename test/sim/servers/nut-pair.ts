/** A fake server and a client of it, for one test file; `end` closes whatever was opened. */
import { NutClient } from "../../../src/netproto/client/nut-client.ts";
import type { NutClientOptions } from "../../../src/netproto/client/nut-client-options.ts";
import { Pace } from "../../../src/netproto/client/pace.ts";
import { NutError } from "../../../src/nut/errors.ts";
import { type Behaviour, NutServer } from "./nut-server.ts";

export class Pairs {
  readonly #servers: NutServer[] = [];
  readonly #clients: NutClient[] = [];

  async server(...behaviours: readonly Behaviour[]): Promise<NutServer> {
    const server = await NutServer.start(...behaviours);
    this.#servers.push(server);
    return server;
  }

  /** A client of a port on loopback, not connected; clear text unless told. */
  client(port: number, options: NutClientOptions = {}): NutClient {
    const client = new NutClient({ host: "127.0.0.1", port, tls: { mode: "off" }, ...options });
    this.#clients.push(client);
    return client;
  }

  async pair(behaviours: readonly Behaviour[], options: NutClientOptions = {}) {
    const server = await this.server(...behaviours);
    const client = this.client(server.port, options);
    await client.connect();
    return { server, client };
  }

  async end(): Promise<void> {
    for (const client of this.#clients.splice(0)) client.destroy();
    for (const server of this.#servers.splice(0)) await server.stop();
  }
}

/** What is known of a server that has shown that it reads every request of a packet. */
export function readsAll(): Pace {
  const pace = new Pace();
  pace.version("Network UPS Tools upsd 2.8.5");
  return pace;
}

/** The code that a call fails with. */
export const codeOf = (call: Promise<unknown>): Promise<string> =>
  call.then(
    () => "none",
    (error: unknown) => (error instanceof NutError ? error.code : `other: ${String(error)}`),
  );

const DEADLINE_MS = 200_000;
/** Turns after which what is waited for comes from elsewhere: no need to keep a processor busy meanwhile. */
const TURNS = 1000;

/** Waits until something holds, looking again with every turn of the event loop, later every millisecond. */
export async function until(holds: () => boolean): Promise<void> {
  const end = performance.now() + DEADLINE_MS;
  for (let turn = 0; performance.now() < end; turn++) {
    if (holds()) return;
    await new Promise((resolve) => (turn < TURNS ? setImmediate(resolve) : setTimeout(resolve, 1)));
  }
  throw new Error("what was waited for did not come");
}
