/**
 * A NUT server made of behaviours, on loopback. A request goes to the behaviours in turn until one takes it; a
 * fault is one more behaviour put in front. What none takes gets `ERR UNKNOWN-COMMAND`.
 */
import { createServer, type Server, type Socket } from "node:net";
import { createSecureContext, TLSSocket } from "node:tls";
import { splitWords } from "../../../src/nut/words.ts";

export class Peer {
  socket: Socket;
  #rest = "";
  readonly #hear: (line: string, peer: Peer) => void;

  constructor(socket: Socket, hear: (line: string, peer: Peer) => void) {
    this.#hear = hear;
    this.socket = this.#listen(socket);
  }

  get secure(): boolean {
    return this.socket instanceof TLSSocket;
  }

  send(text: string): void {
    this.socket.write(text);
  }

  /** Goes on over TLS. */
  startTls(options: { readonly pem: string; readonly ca?: string; readonly clientCertificate?: boolean }): void {
    const bare = this.socket;
    bare.removeAllListeners("data");
    const secureContext = createSecureContext({
      cert: options.pem,
      key: options.pem,
      ...(options.ca !== undefined && { ca: options.ca }),
    });
    const wanted = options.clientCertificate === true;
    const secure = new TLSSocket(bare, {
      isServer: true,
      secureContext,
      requestCert: wanted,
      rejectUnauthorized: wanted,
    });
    this.socket = this.#listen(secure);
  }

  #listen(socket: Socket): Socket {
    socket.on("error", () => undefined);
    socket.on("data", (chunk: Buffer) => {
      const lines = (this.#rest + chunk.toString("utf8")).split("\n");
      this.#rest = lines.pop() ?? "";
      for (const line of lines) this.#hear(line.replace(/\r$/, ""), this);
    });
    return socket;
  }
}

/** Takes a request, or leaves it to the next. */
export type Behaviour = (words: readonly string[], peer: Peer, line: string) => boolean;

export class NutServer {
  /** Every line that arrived, in order. */
  readonly heard: string[] = [];
  readonly peers: Peer[] = [];
  readonly #behaviours: Behaviour[];
  readonly #server: Server;

  private constructor(behaviours: readonly Behaviour[]) {
    this.#behaviours = [...behaviours];
    this.#server = createServer((socket) => {
      socket.setNoDelay(true);
      this.peers.push(new Peer(socket, (line, peer) => this.#take(line, peer)));
    });
  }

  static async start(...behaviours: readonly Behaviour[]): Promise<NutServer> {
    const server = new NutServer(behaviours);
    await server.listen(0);
    return server;
  }

  listen(port: number, host = "127.0.0.1"): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#server.once("error", reject);
      this.#server.listen(port, host, () => resolve());
    });
  }

  get port(): number {
    const address = this.#server.address();
    return typeof address === "object" && address !== null ? address.port : 0;
  }

  /** Puts a fault in front of what is there. */
  put(behaviour: Behaviour): void {
    this.#behaviours.unshift(behaviour);
  }

  /** Drops everybody; new connections are welcome. */
  dropAll(): void {
    for (const peer of this.peers.splice(0)) peer.socket.destroy();
  }

  stop(): Promise<void> {
    this.dropAll();
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }

  #take(line: string, peer: Peer): void {
    this.heard.push(line);
    const words = splitWords(line);
    if (!this.#behaviours.some((behaviour) => behaviour(words, peer, line))) peer.send("ERR UNKNOWN-COMMAND\n");
  }
}

export interface FakeUps {
  readonly desc?: string;
  readonly vars: Readonly<Record<string, string>>;
  /** Variables that can be set, with the words of their type. */
  readonly rw?: Readonly<Record<string, string>>;
  readonly enums?: Readonly<Record<string, readonly string[]>>;
  readonly ranges?: Readonly<Record<string, readonly (readonly [number, number])[]>>;
  readonly cmds?: Readonly<Record<string, string>>;
  readonly clients?: readonly string[];
}

const quoted = (text: string): string => `"${text.replace(/["\\#]/g, "\\$&")}"`;

function listOf(ups: FakeUps, name: string, kind: string, variable: string): readonly string[] | undefined {
  const rows = (entries: readonly (readonly [string, string])[]): readonly string[] =>
    entries.map(([key, value]) => `${kind} ${name} ${key} ${quoted(value)}`);
  switch (kind) {
    case "VAR":
      return rows(Object.entries(ups.vars));
    case "RW":
      return rows(Object.keys(ups.rw ?? {}).map((key) => [key, ups.vars[key] ?? ""]));
    case "CMD":
      return Object.keys(ups.cmds ?? {}).map((cmd) => `CMD ${name} ${cmd}`);
    case "CLIENT":
      return (ups.clients ?? []).map((address) => `CLIENT ${name} ${address}`);
    case "ENUM":
      return (ups.enums?.[variable] ?? []).map((value) => `ENUM ${name} ${variable} ${quoted(value)}`);
    case "RANGE":
      return (ups.ranges?.[variable] ?? []).map(([min, max]) => `RANGE ${name} ${variable} "${min}" "${max}"`);
    default:
      return undefined;
  }
}

function answerOf(ups: FakeUps, kind: string, key: string): string | undefined {
  const known = ups.vars[key] !== undefined;
  switch (kind) {
    case "VAR":
      return known ? quoted(ups.vars[key] ?? "") : "ERR VAR-NOT-SUPPORTED";
    case "TYPE":
      return known ? (ups.rw?.[key] ?? "NUMBER") : "ERR VAR-NOT-SUPPORTED";
    case "DESC":
      return quoted(`what ${key} is`);
    case "CMDDESC":
      return quoted(ups.cmds?.[key] ?? "Description unavailable");
    default:
      return undefined;
  }
}

const list = (query: string, rows: readonly string[]): string =>
  [`BEGIN LIST ${query}`, ...rows, `END LIST ${query}`, ""].join("\n");

/** Serves UPSes that answer LIST and GET as upsd does. */
export function serves(all: Readonly<Record<string, FakeUps>>): Behaviour {
  return ([verb = "", kind = "", name = "", key = ""], peer) => {
    if (verb === "LIST" && kind === "UPS") {
      peer.send(
        list(
          "UPS",
          Object.entries(all).map(([ups, { desc }]) => `UPS ${ups} ${quoted(desc ?? "Description unavailable")}`),
        ),
      );
      return true;
    }
    if (verb !== "GET" && verb !== "LIST") return false;
    const ups = all[name];
    if (!ups) {
      peer.send("ERR UNKNOWN-UPS\n");
      return true;
    }
    if (verb === "LIST") {
      const rows = listOf(ups, name, kind, key);
      if (rows) peer.send(list([kind, name, key].filter((word) => word !== "").join(" "), rows));
      return rows !== undefined;
    }
    if (kind === "NUMLOGINS") peer.send(`NUMLOGINS ${name} ${ups.clients?.length ?? 0}\n`);
    else if (kind === "UPSDESC") peer.send(`UPSDESC ${name} ${quoted(ups.desc ?? "Unavailable")}\n`);
    else {
      const value = answerOf(ups, kind, key);
      if (value === undefined) return false;
      peer.send(value.startsWith("ERR") ? `${value}\n` : `${kind} ${name} ${key} ${value}\n`);
    }
    return true;
  };
}

/** Fixed answers to whole requests, by their text; a function makes one when asked. */
export const answers =
  (table: Readonly<Record<string, string | (() => string)>>): Behaviour =>
  (_words, peer, line) => {
    const answer = table[line];
    if (answer === undefined) return false;
    peer.send(typeof answer === "string" ? answer : answer());
    return true;
  };

/** OK to these verbs, as upsd gives to USERNAME and PASSWORD whatever they say. */
export const agrees =
  (...verbs: readonly string[]): Behaviour =>
  ([verb = ""], peer) => {
    if (!verbs.includes(verb)) return false;
    peer.send("OK\n");
    return true;
  };

/** `OK Goodbye`, and the line is closed. */
export const saysGoodbye: Behaviour = ([verb], peer) => {
  if (verb !== "LOGOUT") return false;
  peer.socket.end("OK Goodbye\n");
  return true;
};

/** No TLS here. */
export const noTls: Behaviour = ([verb], peer) => {
  if (verb !== "STARTTLS") return false;
  peer.send("ERR FEATURE-NOT-CONFIGURED\n");
  return true;
};

/** STARTTLS with a certificate. */
export const offersTls =
  (options: { readonly pem: string; readonly ca?: string; readonly clientCertificate?: boolean }): Behaviour =>
  ([verb], peer) => {
    if (verb !== "STARTTLS") return false;
    if (peer.secure) peer.send("ERR ALREADY-SSL-MODE\n");
    else {
      peer.send("OK STARTTLS\n");
      peer.startTls(options);
    }
    return true;
  };

/** Takes SET and INSTCMD with tracking ids, whose outcomes are asked for one after the other. */
export function tracks(outcomes: readonly string[], id = "1bd31808-cb49-4aec-9d75-d056e6f018d2"): Behaviour {
  const left = [...outcomes];
  const tracking = new WeakSet<Peer>();
  return ([verb = "", kind = "", state = ""], peer) => {
    if (verb === "SET" && kind === "TRACKING") {
      if (state === "ON") tracking.add(peer);
      peer.send("OK\n");
    } else if (verb === "SET" || verb === "INSTCMD") peer.send(tracking.has(peer) ? `OK TRACKING ${id}\n` : "OK\n");
    else if (verb === "GET" && kind === "TRACKING")
      peer.send(`${left.length > 1 ? left.shift() : (left[0] ?? "ERR UNKNOWN")}\n`);
    else return false;
    return true;
  };
}

/** Hears and says nothing. */
export const silent: Behaviour = () => true;
