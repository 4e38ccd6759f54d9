/** Connects by TCP to every address of a name, a quarter of a second apart; the first to answer is taken (RFC 8305). */
import { connect, isIP, type Socket } from "node:net";
import { NutError } from "../../nut/errors.ts";
import { type Clock, SYSTEM_CLOCK, type Timer } from "../../system/clock.ts";
import { type Log, SILENT_LOG } from "../../system/log/log.ts";
import { systemCode } from "../../system/system-error.ts";
import { abortReason } from "./abort.ts";
import { systemFailure } from "./system-failure.ts";

export interface DialOptions {
  readonly host: string;
  readonly port: number;
  /** Only IPv4 (4) or IPv6 (6). */
  readonly family?: 4 | 6 | undefined;
  /** Milliseconds for all addresses together; 0 waits as long as the system does. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
  readonly log?: Log | undefined;
  readonly clock?: Clock | undefined;
  /** For tests: all addresses of a name. */
  readonly resolve?: (host: string, family: 0 | 4 | 6) => Promise<readonly string[]>;
  readonly connect?: (host: string, port: number) => Socket;
}

/** Milliseconds after which the next address is tried while the last still may answer. */
const HEAD_START_MS = 250;

const systemResolve = (host: string, family: 0 | 4 | 6): Promise<readonly string[]> =>
  new Promise((resolve, reject) => {
    process.getBuiltinModule("node:dns").lookup(host, { all: true, family, verbatim: true }, (error, found) => {
      if (error) reject(error);
      else resolve(found.map(({ address }) => address));
    });
  });

/** What `localhost` always means (RFC 6761); asking the system costs upsc a tenth of its time. */
const LOOPBACK = { 4: "127.0.0.1", 6: "::1" } as const;

const systemConnect = (host: string, port: number): Socket => connect({ host, port, noDelay: true });

async function addresses(options: DialOptions): Promise<readonly string[]> {
  const { host, family, log = SILENT_LOG, resolve = systemResolve } = options;
  // First, as Node's test for an address of IPv6 costs as much as all of our own code.
  if (host === "localhost") return family === undefined ? [LOOPBACK[4], LOOPBACK[6]] : [LOOPBACK[family]];
  if (isIP(host)) return [host];
  try {
    return await resolve(host, family ?? 0);
  } catch (cause) {
    if (systemCode(cause) === "EAI_AGAIN") log.warning(`Name lookup of ${host} failed for the time being`);
    else log.warning(`Host not found: ${host}`);
    throw new NutError("no-such-host", undefined, { cause });
  }
}

const timedOut = (): Error => Object.assign(new Error("connect ETIMEDOUT"), { code: "ETIMEDOUT" });

class Race {
  readonly #options: DialOptions;
  readonly #clock: Clock;
  readonly #left: string[];
  readonly #running = new Set<Socket>();
  readonly #timers = new Set<Timer>();
  readonly #settle: (result: Socket | Error) => void;
  #current = "";
  #over = false;
  #last: unknown = new Error("the name has no address");

  constructor(options: DialOptions, found: readonly string[], settle: (result: Socket | Error) => void) {
    this.#options = options;
    this.#clock = options.clock ?? SYSTEM_CLOCK;
    this.#left = [...found];
    this.#settle = settle;
    options.signal?.addEventListener("abort", this.#onAbort, { once: true });
    if (options.timeoutMs > 0) this.#after(options.timeoutMs, () => this.#expire());
    this.#next();
  }

  readonly #onAbort = (): void => {
    if (this.#options.signal) this.#end(abortReason(this.#options.signal));
  };

  #after(ms: number, run: () => void): void {
    this.#timers.add(this.#clock.after(ms, run));
  }

  #expire(): void {
    this.#options.log?.warning(`No answer in time from ${this.#current}`);
    this.#end(systemFailure("connect-failed", timedOut()));
  }

  #next(): void {
    const host = this.#left.shift();
    if (host !== undefined) this.#start(host);
    else if (this.#running.size === 0) this.#end(systemFailure("connect-failed", this.#last));
  }

  #start(host: string): void {
    this.#current = host;
    const { connect: start = systemConnect, port } = this.#options;
    const socket = start(host, port);
    this.#running.add(socket);
    socket.once("connect", () => this.#end(socket));
    socket.on("error", (error) => {
      this.#last = error;
      if (this.#running.delete(socket) && !this.#over) this.#next();
    });
    if (this.#left.length > 0) this.#after(HEAD_START_MS, () => this.#running.has(socket) && this.#next());
  }

  #end(result: Socket | Error): void {
    if (this.#over) return;
    this.#over = true;
    for (const timer of this.#timers) timer.cancel();
    this.#options.signal?.removeEventListener("abort", this.#onAbort);
    for (const socket of this.#running) if (socket !== result) socket.destroy();
    this.#settle(result);
  }
}

/** Connects. Rejects with NutError `no-such-host` or `connect-failed`, or with the reason of the signal. */
export async function dial(options: DialOptions): Promise<Socket> {
  options.signal?.throwIfAborted();
  const found = await addresses(options);
  options.signal?.throwIfAborted();
  return new Promise((resolve, reject) => {
    new Race(options, found, (result) => (result instanceof Error ? reject(result) : resolve(result)));
  });
}
