/** The server as a value, started from a configuration: a daemon in `nutts upsd`, beside drivers in `nutts up`. */
import type { LookupAddress } from "node:dns";
import { lookup } from "node:dns/promises";
import { connect } from "node:net";
import type { Duplex } from "node:stream";
import type { ListenAddress } from "../conf/upsd-conf.ts";
import type { StartTls } from "../netproto/server/start-tls.ts";
import { NutError } from "../nut/errors.ts";
import type { Clock } from "../system/clock.ts";
import type { Log } from "../system/log/log.ts";
import { openFileLimit } from "../system/process/open-file-limit.ts";
import { type Announce, UpsdAnnouncement } from "./announcement.ts";
import { clientLimit } from "./capacity.ts";
import { Clients } from "./clients.ts";
import type { UpsdConfig } from "./config.ts";
import { Listeners } from "./listeners.ts";
import { Model } from "./model.ts";
import type { NotListening } from "./not-listening.ts";

export interface UpsdDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Runs when the addresses are held, before drivers are looked for: those of the same process start here. */
  readonly holding?: () => Promise<void>;
  /** How a driver's socket is opened; tests hand in their own. */
  readonly connectDriver?: (path: string) => Duplex;
  readonly lookup?: (host: string) => Promise<readonly LookupAddress[]>;
  readonly openFiles?: number;
  /** How a service is announced on the local network. */
  readonly announce?: Announce;
  /** Ends a start that is under way: it is not waited any longer for the drivers. */
  readonly stopping?: AbortSignal;
}

export interface Upsd {
  readonly addresses: readonly ListenAddress[];
  /** Resolves when good data of this UPS are there for the first time; undefined when there is no such UPS. */
  served(upsname: string): Promise<void> | undefined;
  /** Applies what is different; clients stay connected. Throws NutError `configuration` and changes nothing. */
  reload(config: UpsdConfig): Promise<void>;
  stop(): void;
}

const refuse = (text: string): NutError => new NutError("configuration", text);

const NO_UPS =
  "ups.conf has no UPS: add a section (nutts scanner --write does), or allow none with ALLOW_NO_DEVICE in upsd.conf";

function checkUpses({ upses, allowNoDevice }: UpsdConfig): void {
  if (upses.length === 0 && !allowNoDevice) throw refuse(NO_UPS);
}

/** An address that may yet come does not end the server; one that somebody else holds does, unless that is allowed. */
function checkListeners(faults: readonly NotListening[], bound: number, { allowNotAllListeners }: UpsdConfig): void {
  const final = faults.filter(({ kind }) => kind !== "later");
  if (final.length === 0 || (allowNotAllListeners && bound > 0)) return;
  const texts = final.map(({ text }) => text).join("\n");
  throw refuse(`${texts}\nChange LISTEN in upsd.conf, or allow it with ALLOW_NOT_ALL_LISTENERS`);
}

/** Resolves when `work` does, or when the signal says so. */
function orAborted(work: Promise<void>, signal: AbortSignal | undefined): Promise<void> {
  if (signal === undefined) return work;
  if (signal.aborted) return Promise.resolve();
  return Promise.race([work, new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()))]);
}

class RunningUpsd implements Upsd {
  readonly #deps: UpsdDeps;
  readonly #model: Model;
  readonly #clients: Clients;
  readonly #listeners: Listeners;
  readonly #announcement: UpsdAnnouncement;
  #startTls: StartTls | undefined;

  constructor(config: UpsdConfig, deps: UpsdDeps) {
    const { clock, log } = deps;
    this.#deps = deps;
    this.#model = new Model(config, { clock, log, connectDriver: deps.connectDriver ?? ((path) => connect({ path })) });
    const { announce } = deps;
    this.#announcement = new UpsdAnnouncement(
      log,
      async () => announce ?? (await import("../transport/mdns/mdns.ts")).announce,
    );
    const openFiles = deps.openFiles ?? openFileLimit();
    this.#clients = new Clients({ clock, log, served: this.#model, openFiles, startTls: () => this.#startTls }, 1);
    this.#listeners = new Listeners({
      clock,
      log,
      family: config.family,
      lookup: deps.lookup ?? ((host) => lookup(host, { all: true })),
      accept: (socket) => this.#clients.accept(socket),
      starved: (reason) => this.#clients.starved(reason),
    });
  }

  get addresses(): readonly ListenAddress[] {
    return this.#listeners.bound;
  }

  served(upsname: string): Promise<void> | undefined {
    return this.#model.find(upsname)?.served;
  }

  async start(config: UpsdConfig): Promise<void> {
    const { holding, stopping } = this.#deps;
    if (stopping?.aborted) return;
    checkUpses(config);
    await this.#useTls(config);
    const tried = holding ? undefined : this.#model.start();
    this.#setLimit(config);
    const faults = await this.#listeners.set(config.listen);
    checkListeners(faults, this.addresses.length, config);
    await holding?.();
    if (stopping?.aborted) return;
    await orAborted(tried ?? this.#model.start(), stopping);
    if (stopping?.aborted) return;
    await this.#announcement.set(config, this.addresses);
    this.#deps.log.info(`Found ${config.upses.length} UPS defined in ups.conf`);
  }

  async reload(config: UpsdConfig): Promise<void> {
    checkUpses(config);
    await this.#useTls(config);
    this.#model.update(config);
    this.#clients.kickAstray();
    await this.#listeners.set(config.listen);
    await this.#announcement.set(config, this.addresses);
    this.#setLimit(config);
    if (config.upses.length === 0) this.#deps.log.warning("Warning: no UPSes currently defined!");
  }

  stop(): void {
    void this.#announcement.stop();
    this.#listeners.close();
    this.#clients.close();
    this.#model.stop();
  }

  /** TLS is loaded only where it is configured. */
  async #useTls({ tls }: UpsdConfig): Promise<void> {
    const { certfile, certpath, certident, certrequest } = tls;
    const configured = [certfile, certpath, certident].some((each) => each !== undefined) || certrequest !== "NO";
    const { clock, log } = this.#deps;
    this.#startTls = configured
      ? (await import("./tls-settings.ts")).createStartTls(tls, clock.wall(), log)
      : undefined;
    this.#model.tls = this.#startTls !== undefined;
  }

  #setLimit({ maxConnections, listen, upses }: UpsdConfig): void {
    const { env, log, openFiles } = this.#deps;
    const others = upses.length + Math.max(listen.length, this.addresses.length);
    const need = { wanted: maxConnections, env, others, systemLimit: openFiles ?? openFileLimit() };
    this.#clients.limit = clientLimit(need, log);
  }
}

/** Starts to serve. Throws NutError `configuration` when it cannot; nothing is left behind then. */
export async function startUpsd(config: UpsdConfig, deps: UpsdDeps): Promise<Upsd> {
  const upsd = new RunningUpsd(config, deps);
  try {
    await upsd.start(config);
  } catch (error) {
    upsd.stop();
    throw error;
  }
  return upsd;
}
