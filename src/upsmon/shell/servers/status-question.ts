/** What is asked of a UPS in each poll. Its status alone decides; the rest is not waited for by anything that does. */

import type { NutClient } from "../../../netproto/client/nut-client.ts";
import { DRILL, type Drill, parseDrill } from "../../../nut/drill.ts";
import { NutError } from "../../../nut/errors.ts";
import { parseStatus } from "../../../nut/status.ts";
import type { Clock } from "../../../system/clock.ts";
import type { Measure, Measured, PollAnswer } from "../../core/step.ts";

/** Characters of a value that are looked at: upsd sends half as many. A log is not for whatever a server makes up. */
const LONGEST = 1024;
/** Milliseconds, from the question for the status, that its company may take. What has not been sent by then never is. */
const PATIENCE_MS = 1000;

const MODES = ["ups.mode.buzzwords", "experimental.ups.mode.buzzwords"];

const timedOut = (error: unknown): boolean => error instanceof NutError && error.code === "timeout";

export class StatusQuestion {
  readonly #clock: Clock;
  /** Asked for beside the status. */
  measures: readonly Measure[] = [];
  #modes = "";
  /** Where the company of the last status was still unanswered when we went on. */
  #behind: NutClient | undefined;
  #statusOnly = false;
  #drill: Drill | undefined;
  /** A server that knows of no drills: that is asked once for each connection. */
  #without: NutClient | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** A server let a question about anything but the status wait until the connection was given up: only that is asked. */
  get statusOnly(): boolean {
    return this.#statusOnly;
  }

  /** As it was last said. */
  get drill(): Drill | undefined {
    return this.#drill;
  }

  /** Rejects when the status cannot be had. */
  async ask(client: NutClient, ups: string): Promise<PollAnswer> {
    const { state } = this.#behind ?? client;
    if (state.kind === "down" && timedOut(state.error)) this.#statusOnly = true;
    try {
      return await this.#ask(client, ups);
    } catch (error) {
      if (this.#behind === client && timedOut(error)) this.#statusOnly = true;
      throw error;
    }
  }

  async #ask(client: NutClient, ups: string): Promise<PollAnswer> {
    const late = new AbortController();
    const timer = this.#clock.after(PATIENCE_MS, () => late.abort());
    try {
      const asked = client.getVar(ups, "ups.status");
      const modes = Promise.all(MODES.map((name) => this.#optional(client, ups, name, late.signal)));
      const drill = this.#askDrill(client, ups, late.signal);
      const measured = this.#measure(client, ups, late.signal);
      const status = await asked;
      const alarmed = parseStatus(status.toUpperCase()).includes("ALARM");
      const alarm = alarmed ? await this.#optional(client, ups, "ups.alarm", late.signal) : undefined;
      const words = (await modes).filter((each) => each !== undefined).join(" ");
      await drill;
      if (!late.signal.aborted) this.#modes = words.slice(0, LONGEST);
      this.#behind = late.signal.aborted && !this.#statusOnly ? client : undefined;
      return {
        status: status.slice(0, LONGEST),
        alarm: alarm?.slice(0, LONGEST),
        buzzwords: this.#modes,
        measured: await measured,
      };
    } finally {
      timer.cancel();
    }
  }

  async #askDrill(client: NutClient, ups: string, late: AbortSignal): Promise<void> {
    if (this.#without === client) return;
    const value = await this.#optional(client, ups, DRILL, late);
    if (late.aborted) return;
    if (value === undefined) this.#without = client;
    this.#drill = parseDrill(value ?? "");
  }

  /** Of a server that is only asked for the status nothing can be measured. */
  async #measure(client: NutClient, ups: string, late: AbortSignal): Promise<Measured> {
    const { measures } = this;
    if (this.#statusOnly) return new Map(measures.map((name) => [name, undefined]));
    const measured = new Map<Measure, string | undefined>();
    const ask = async (name: Measure): Promise<void> => {
      try {
        measured.set(name, (await client.getVar(ups, name, { signal: late })).slice(0, LONGEST));
      } catch (error) {
        if (error instanceof NutError && error.code === "var-not-supported") measured.set(name, undefined);
      }
    };
    await Promise.all(measures.map(ask));
    return measured;
  }

  /** The value of a variable, or undefined when the server has none, or does not say in time. Never rejects. */
  async #optional(client: NutClient, ups: string, name: string, late: AbortSignal): Promise<string | undefined> {
    if (this.#statusOnly) return undefined;
    return client.getVar(ups, name, { signal: late }).catch(() => undefined);
  }
}
