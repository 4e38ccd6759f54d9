/** Results of tracked SET and INSTCMD, kept for TRACKINGDELAY. */
import { randomUUID } from "node:crypto";
import { err } from "../netproto/server/answer.ts";
import type { Clock } from "../system/clock.ts";

/** Requests remembered at most, the youngest: what authorised clients can make us keep. */
const MAX_REQUESTS = 10_000;

const PENDING = "PENDING";
const UNKNOWN = err("unknown").trimEnd();

/** What a driver's number means (drivers/upshandler.h of 2.8.5). */
const RESULTS: ReadonlyMap<number, string> = new Map([
  [-1, PENDING],
  [0, "SUCCESS"],
  [1, UNKNOWN],
  [2, err("invalid-argument").trimEnd()],
  [3, err("failed").trimEnd()],
  [4, err("invalid-argument").trimEnd()],
]);

interface Request {
  readonly since: number;
  result: string;
}

export class Tracking {
  readonly #clock: Clock;
  /** TRACKINGDELAY in milliseconds; may change at a reload. */
  delayMs: number;
  /** Oldest first. */
  readonly #requests = new Map<string, Request>();

  constructor(clock: Clock, delayMs: number) {
    this.#clock = clock;
    this.delayMs = delayMs;
  }

  /** A new id whose result is pending. */
  open(): string {
    this.#forget();
    const id = randomUUID().toUpperCase();
    this.#requests.set(id, { since: this.#clock.now(), result: PENDING });
    return id;
  }

  /** The driver has answered; returns what GET TRACKING says from now on, undefined for an id that is not known. */
  close(id: string, result: number): string | undefined {
    const request = this.#requests.get(id.toUpperCase());
    if (request) request.result = RESULTS.get(result) ?? UNKNOWN;
    return request?.result;
  }

  /** What GET TRACKING answers, without line end. Ids match without regard to case. */
  result(id: string): string {
    this.#forget();
    return this.#requests.get(id.toUpperCase())?.result ?? UNKNOWN;
  }

  #forget(): void {
    const before = this.#clock.now() - this.delayMs;
    for (const [id, { since }] of this.#requests) {
      if (since >= before && this.#requests.size < MAX_REQUESTS) return;
      this.#requests.delete(id);
    }
  }
}
