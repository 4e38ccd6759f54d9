/** Fetches each report of a poll once. A failing one is retried later; a device where none answers is dead. */

import type { HidAnswer, HidLink } from "../../../device/hid.ts";
import { hex } from "../../../nut/hex.ts";
import type { Clock } from "../../../system/clock.ts";
import type { Log } from "../../../system/log/log.ts";
import type { Depth } from "../../kit/row.ts";
import type { Mapper } from "../mapper.ts";

/** A request that the device does not answer within this time is given up. */
export const REQUEST_MS = 2500;
/** So many silent requests in a row, and none that was answered: the rest of the poll is spared. */
const DEAD_AFTER = 3;
/** A silent report is left alone for a while, ever longer: each costs the poll a full timeout. */
const FIRST_REST_MS = 10_000;
const LONGEST_REST_MS = 300_000;

interface Trouble {
  readonly count: number;
  readonly silent: number;
  readonly restUntil: number;
}

export interface Fetched {
  readonly wanted: number;
  readonly answered: number;
}

const reason = (answer: Exclude<HidAnswer, { kind: "data" }>): string => {
  switch (answer.kind) {
    case "stall":
      return "the device refuses it";
    case "timeout":
      return `no answer within ${REQUEST_MS / 1000} s`;
    case "error":
      return answer.text;
  }
};

export class ReportReader {
  readonly #link: HidLink;
  readonly #mapper: Mapper;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #troubles = new Map<number, Trouble>();

  constructor(link: HidLink, mapper: Mapper, clock: Clock, log: Log) {
    this.#link = link;
    this.#mapper = mapper;
    this.#clock = clock;
    this.#log = log;
  }

  /** Throws DeviceError `lost` when the device is gone. */
  async fetch(depth: Depth): Promise<Fetched> {
    const { store } = this.#mapper;
    const now = this.#clock.now();
    const wanted = this.#mapper.reports(depth).filter((id) => !store.isFresh(id, now));
    let answered = 0;
    let silent = 0;
    for (const id of wanted) {
      if (answered === 0 && silent >= DEAD_AFTER) break;
      if ((this.#troubles.get(id)?.restUntil ?? 0) > this.#clock.now()) continue;
      const kind = await this.#ask(id);
      if (kind === "data") answered++;
      silent = kind === "timeout" ? silent + 1 : 0;
    }
    await this.#fetchExtra(depth);
    return { wanted: wanted.length, answered };
  }

  async #ask(id: number): Promise<HidAnswer["kind"]> {
    const { store, setup } = this.#mapper;
    const length = store.lengthOf(id);
    const answer = await this.#link.getReport(id, setup.quirks.maxReport ? Math.max(length, 8) : length, REQUEST_MS);
    if (answer.kind !== "data" || answer.bytes.length === 0) {
      this.#failed(id, answer.kind === "data" ? { kind: "error", text: "an empty answer" } : answer);
      return answer.kind === "data" ? "error" : answer.kind;
    }
    store.fileFeature(id, answer.bytes);
    this.#recovered(id);
    return "data";
  }

  #failed(id: number, answer: Exclude<HidAnswer, { kind: "data" }>): void {
    const { count = 0, silent = 0 } = this.#troubles.get(id) ?? {};
    const rests = answer.kind === "timeout";
    const rest = rests ? Math.min(LONGEST_REST_MS, FIRST_REST_MS * 2 ** silent) : 0;
    const restUntil = this.#clock.now() + rest;
    this.#troubles.set(id, { count: count + 1, silent: rests ? silent + 1 : 0, restUntil });
    if (count === 0) this.#log.debug(1, `report 0x${hex(id, 2)} fails: ${reason(answer)}; what it said last stays`);
  }

  #recovered(id: number): void {
    const trouble = this.#troubles.get(id);
    if (!trouble) return;
    this.#troubles.delete(id);
    this.#log.debug(1, `report 0x${hex(id, 2)} answers again after ${trouble.count} failures`);
  }

  async #fetchExtra(depth: Depth): Promise<void> {
    for (const { id, length } of this.#mapper.extraReports(depth)) {
      const answer = await this.#link.getReport(id, length, REQUEST_MS);
      if (answer.kind === "data") this.#mapper.fileExtra(id, answer.bytes);
    }
  }
}
