/** SimUps on a NutServer: what upsmon asks of upsd, answered as the C upsd answers it. */

import { SimUps } from "../../src/drill/world/sim-ups.ts";
import { quoteWord } from "../../src/nut/words.ts";
import { MEASURES } from "../../src/upsmon/core/rules/rule-progress.ts";
import { type Behaviour, NutServer, type Peer } from "../sim/servers/nut-server.ts";

const CLIENT = "127.0.0.1";

export class ServedUpses {
  version = "Network UPS Tools upsd 2.8.5";
  readonly upses = new Map<string, SimUps>();
  readonly #loggedIn = new Map<Peer, string>();
  #server: NutServer | undefined;
  #port = 0;

  /** The UPS of that name, made when it is first asked for. */
  ups(name = "ups1"): SimUps {
    const known = this.upses.get(name);
    if (known) return known;
    const made = new SimUps();
    this.upses.set(name, made);
    return made;
  }

  get port(): number {
    return this.#port;
  }

  get running(): boolean {
    return this.#server !== undefined;
  }

  /** Every line that has arrived since the last start. */
  get heard(): readonly string[] {
    return this.#server?.heard ?? [];
  }

  async start(): Promise<void> {
    const server = await NutServer.start(this.#behave);
    if (this.#port === 0) this.#port = server.port;
    else {
      await server.stop();
      await server.listen(this.#port);
    }
    this.#server = server;
  }

  /** The server goes: connections break, and nobody takes new ones. */
  async stop(): Promise<void> {
    await this.#server?.stop();
    this.#server = undefined;
  }

  /** Connections break; new ones are welcome. */
  disconnectAll(): void {
    this.#server?.dropAll();
  }

  /** How many clients are logged in, those that are only made up included. */
  logins(name = "ups1"): number {
    return this.#others(name).length + this.ups(name).logins.size;
  }

  #others(name: string): readonly Peer[] {
    return [...this.#loggedIn].filter(([peer, ups]) => ups === name && !peer.socket.destroyed).map(([peer]) => peer);
  }

  readonly #behave: Behaviour = (words, peer) => {
    if ([...this.upses.values()].some(({ mood }) => mood === "hang")) return true;
    const reply = this.#reply(words, peer);
    if (reply === undefined) return false;
    peer.send(`${reply}\n`);
    return true;
  };

  #reply([verb = "", ...args]: readonly string[], peer: Peer): string | undefined {
    switch (verb) {
      case "STARTTLS":
        return "ERR FEATURE-NOT-CONFIGURED";
      case "VER":
        return this.version;
      case "USERNAME":
      case "PASSWORD":
        return "OK";
      case "LOGOUT":
        this.#loggedIn.delete(peer);
        return "OK Goodbye";
      case "GET":
        return this.#get(args);
      case "LIST":
        return this.#list(args);
      default:
        return this.#manage(verb, args[0] ?? "", peer);
    }
  }

  #manage(verb: string, name: string, peer: Peer): string | undefined {
    const ups = this.upses.get(name);
    if (!ups) return verb === "LOGIN" || verb === "FSD" || verb === "PRIMARY" ? "ERR UNKNOWN-UPS" : undefined;
    if (verb === "FSD") {
      if (ups.fsdError !== undefined) return `ERR ${ups.fsdError}`;
      ups.latched = true;
      return "OK FSD-SET";
    }
    if (ups.loginError !== undefined) return `ERR ${ups.loginError}`;
    if (verb === "PRIMARY" || verb === "MASTER") return `OK ${verb}-GRANTED`;
    if (verb !== "LOGIN") return undefined;
    this.#loggedIn.set(peer, name);
    return "OK";
  }

  #get([kind, name = "", variable = ""]: readonly string[]): string {
    const ups = this.upses.get(name);
    if (!ups) return "ERR UNKNOWN-UPS";
    if (ups.mood === "stale") return "ERR DATA-STALE";
    if (kind === "NUMLOGINS") return `NUMLOGINS ${name} ${this.logins(name)}`;
    const value = varsOf(ups)[variable];
    return value === undefined ? "ERR VAR-NOT-SUPPORTED" : `VAR ${name} ${variable} ${quoteWord(value)}`;
  }

  #list([kind, name = ""]: readonly string[]): string {
    if (kind === "VAR") return this.#listVars(name);
    if (kind !== "CLIENT") return "ERR INVALID-ARGUMENT";
    const addresses = [...this.#others(name).map(() => CLIENT), ...this.ups(name).logins];
    const rows = addresses.map((address) => `CLIENT ${name} ${address}`);
    return [`BEGIN LIST CLIENT ${name}`, ...rows, `END LIST CLIENT ${name}`].join("\n");
  }

  #listVars(name: string): string {
    const ups = this.upses.get(name);
    if (!ups) return "ERR UNKNOWN-UPS";
    if (ups.mood === "stale") return "ERR DATA-STALE";
    const rows = Object.entries(varsOf(ups)).flatMap(([variable, value]) =>
      value === undefined ? [] : [`VAR ${name} ${variable} ${quoteWord(value)}`],
    );
    return [`BEGIN LIST VAR ${name}`, ...rows, `END LIST VAR ${name}`].join("\n");
  }
}

function varsOf(ups: SimUps): Readonly<Record<string, string | undefined>> {
  const { served, alarm, buzzwords } = ups;
  return {
    "ups.status": served,
    "ups.alarm": alarm,
    "experimental.ups.mode.buzzwords": buzzwords || undefined,
    ...Object.fromEntries(MEASURES.map((measure) => [measure, ups.measure(measure, 0)])),
  };
}
