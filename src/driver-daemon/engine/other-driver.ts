/** The socket of another driver, for drivers that pass on what it says. */
import { basename } from "node:path";
import type { OtherDriver, OtherDriverOpener, OtherLink, OtherOutcome } from "../../device/other-driver.ts";
import type { UpsState } from "../../nut/ups-state.ts";
import { DriverConnection } from "../../sockproto/driver-connection.ts";
import { connectSocket } from "../../sockproto/socket-path.ts";
import type { Clock, Timer } from "../../system/clock.ts";
import type { Log } from "../../system/log/log.ts";
import type { Retries } from "../../system/retries.ts";

/** By the number of a driver's result (drivers/upshandler.h). */
const OUTCOMES: readonly OtherOutcome[] = ["handled", "unknown", "invalid", "failed", "conversion-failed"];

/** Time that a driver has for its result. */
const RESULT_MS = 5000;

interface Waiting {
  readonly resolve: (outcome: OtherOutcome) => void;
  readonly timer: Timer;
}

interface Surroundings {
  readonly clock: Clock;
  readonly log: Log;
  readonly retries: Retries | undefined;
}

class Socket implements OtherDriver {
  readonly #connection: DriverConnection;
  readonly #clock: Clock;
  readonly #waiting = new Map<string, Waiting>();
  readonly #maxAgeMs: number;
  #heard: number;
  #asked = 0;

  constructor(path: string, maxAgeMs: number, changed: () => void, { clock, log, retries }: Surroundings) {
    this.#clock = clock;
    this.#maxAgeMs = maxAgeMs;
    this.#heard = clock.now();
    this.#connection = new DriverConnection({
      upsname: basename(path),
      path,
      maxAgeMs,
      clock,
      log,
      listener: { link: changed, tracking: (id, result) => this.#settle(id, OUTCOMES[result] ?? "failed") },
      ...(retries ? { retries } : {}),
      connect: (at) => connectSocket(at).on("data", () => this.#hear(changed)),
    });
    this.#connection.start();
  }

  /** The connection reads first, and then there is something to look at. */
  #hear(changed: () => void): void {
    this.#heard = this.#clock.now();
    setImmediate(changed);
  }

  get link(): OtherLink {
    const { link } = this.#connection;
    return link === "stale" && this.#clock.now() - this.#heard >= this.#maxAgeMs ? "silent" : link;
  }

  get state(): UpsState {
    return this.#connection.state;
  }

  setvar(name: string, value: string): Promise<OtherOutcome> {
    return this.#tracked((id) => this.#connection.setvar(name, value, id));
  }

  instcmd(name: string, param?: string): Promise<OtherOutcome> {
    return this.#tracked((id) => this.#connection.instcmd(name, param, id));
  }

  #tracked(send: (id: string) => boolean): Promise<OtherOutcome> {
    const id = `${process.pid}-${++this.#asked}`;
    if (!send(id)) return Promise.resolve("failed");
    return new Promise((resolve) => {
      const timer = this.#clock.after(RESULT_MS, () => this.#settle(id, "failed"));
      this.#waiting.set(id, { resolve, timer });
    });
  }

  #settle(id: string, outcome: OtherOutcome): void {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    waiting?.timer.cancel();
    waiting?.resolve(outcome);
  }

  close(): void {
    this.#connection.stop();
    for (const id of [...this.#waiting.keys()]) this.#settle(id, "failed");
  }
}

/** Takes paths; `openersOf` knows the folder. */
export const otherDriverOpener = (clock: Clock, log: Log): OtherDriverOpener => ({
  open: (path, maxAgeMs, changed, retries) => new Socket(path, maxAgeMs, changed, { clock, log, retries }),
});
