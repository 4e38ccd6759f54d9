import { randomUUID } from "node:crypto";
import type { TrackingResult } from "../netproto/server/served.ts";
import type { Clock } from "../system/clock.ts";

/** Requests remembered at most, the youngest: what authorised clients can make us keep. */
const MAX_REQUESTS = 10_000;

/** What a driver's number means (drivers/upshandler.h of 2.8.5). */
const RESULTS: ReadonlyMap<number, TrackingResult> = new Map([
  [-1, "pending"],
  [0, "success"],
  [1, "unknown"],
  [2, "invalid-argument"],
  [3, "failed"],
  [4, "invalid-argument"],
]);

interface Request {
  readonly since: number;
  result: TrackingResult;
}

export class TrackedRequests {
  readonly #clock: Clock;
  /** TRACKINGDELAY in milliseconds; may change at a reload. */
  delayMs: number;
  /** Oldest first. */
  readonly #requests = new Map<string, Request>();

  constructor(clock: Clock, delayMs: number) {
    this.#clock = clock;
    this.delayMs = delayMs;
  }

  open(): string {
    this.#forget();
    const id = randomUUID().toUpperCase();
    this.#requests.set(id, { since: this.#clock.now(), result: "pending" });
    return id;
  }

  /** The driver has answered; returns what that means, undefined for an id that is not known. */
  close(id: string, result: number): TrackingResult | undefined {
    const request = this.#requests.get(id.toUpperCase());
    if (request) request.result = RESULTS.get(result) ?? "unknown";
    return request?.result;
  }

  /** Ids match without regard to case. */
  result(id: string): TrackingResult {
    this.#forget();
    return this.#requests.get(id.toUpperCase())?.result ?? "unknown";
  }

  #forget(): void {
    const before = this.#clock.now() - this.delayMs;
    for (const [id, { since }] of this.#requests) {
      if (since >= before && this.#requests.size < MAX_REQUESTS) return;
      this.#requests.delete(id);
    }
  }
}
