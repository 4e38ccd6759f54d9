/** What one UPS is asked again and again: its status, what moves, and once an hour everything. */
import type { Clock } from "../../../system/clock.ts";
import type { Log } from "../../../system/log/log.ts";
import { isDue } from "../../kit/row.ts";
import { DeviceError, type Reading } from "../../types.ts";
import { type ApcDevice, NOT_AVAILABLE } from "./device.ts";
import { type ApcRow, ASK_STATUS, afterAlert, type Conditions, nameOf, parseStatus, statusTokens } from "./rows.ts";

const HOUR_MS = 3_600_000;
/** Polls that find the line silent before it is closed and opened afresh. */
const PATIENCE = 60;
/** Rounds in a row that a question may leave unfinished before the data count as old. */
const FORGIVEN = 2;

export class ApcPoll {
  readonly #device: ApcDevice;
  readonly #clock: Clock;
  readonly #log: Log;
  #conditions: Conditions = new Set();
  #fullDue: number;
  #silent = 0;
  #unfinished = 0;

  constructor(device: ApcDevice, clock: Clock, log: Log) {
    this.#device = device;
    this.#clock = clock;
    this.#log = log;
    this.#fullDue = clock.now() + HOUR_MS;
  }

  get onLine(): boolean {
    return this.#conditions.has("OL");
  }

  /** True when an alert changes what is known of the status: it should be asked for. */
  isNews(alert: string): boolean {
    return afterAlert(this.#conditions, alert) !== this.#conditions;
  }

  /** Throws DeviceError `stale`, and `lost` for a line that has been silent for long. */
  async read(depth: "full" | "quick"): Promise<Reading> {
    if (this.#silent > 0) await this.#nudge();
    await this.#readStatus();
    if (depth === "full") await this.#round();
    return {
      vars: depth === "full" ? this.#device.variables() : new Map(),
      status: statusTokens(this.#conditions),
      commands: this.#device.commandNames(),
    };
  }

  /** A UPS that was silent may have fallen out of smart mode. */
  async #nudge(): Promise<void> {
    if (await this.#device.line.goSmart(1)) {
      this.#fullDue = Number.NEGATIVE_INFINITY;
      return;
    }
    if (++this.#silent > PATIENCE) throw new DeviceError("lost", `the device has been silent for ${PATIENCE} polls`);
    throw new DeviceError("stale", "the device does not answer, nor go into smart mode");
  }

  async #readStatus(): Promise<void> {
    const answer = await this.#device.line.text(ASK_STATUS);
    const conditions = parseStatus(answer);
    if (conditions) {
      this.#silent = 0;
      this.#conditions = conditions;
      return;
    }
    this.#silent++;
    if (answer === "") throw new DeviceError("stale", "the device does not answer its status question");
    throw new DeviceError("stale", `the device answers ${JSON.stringify(answer)} for a status`);
  }

  /** A question that is not answered ends the round: the rest would cost a time-out each. */
  async #round(): Promise<void> {
    const all = this.#clock.now() >= this.#fullDue;
    let doubtful = false;
    for (const row of this.#device.rows().filter((row) => isDue(row, all ? "full" : "quick"))) {
      const raw = await this.#device.ask(row);
      if (raw === "") return this.#breakOff(row);
      if (!this.#heed(row, raw)) doubtful = true;
      if (raw === NOT_AVAILABLE) this.#withdraw(row);
      else this.#device.keep(row, raw);
    }
    if (doubtful) await this.#readStatus();
    this.#unfinished = 0;
    if (all) this.#fullDue = this.#clock.now() + HOUR_MS;
  }

  /** Alerts in an answer count if it looks as it did before; among noise they may be noise: false, ask for the status. */
  #heed(row: ApcRow, raw: string): boolean {
    const { unasked: alerts } = this.#device.line;
    if (alerts !== "" && !this.#device.looksAlike(row, raw)) return false;
    this.#conditions = [...alerts].reduce(afterAlert, this.#conditions);
    return true;
  }

  /** The status that was just read is told nevertheless, for a while. */
  #breakOff(row: ApcRow): void {
    if (++this.#unfinished > FORGIVEN)
      throw new DeviceError("stale", `the device does not tell ${nameOf(row)} any more`);
  }

  #withdraw(row: ApcRow): void {
    // Two bytes are asked on: a UPS that lists them may know them later.
    if (row.ask.length > 1) return this.#device.forget(row);
    this.#log.warning(`the device does not know ${nameOf(row)} any more: it is asked no longer`);
    this.#device.drop(row);
  }
}
