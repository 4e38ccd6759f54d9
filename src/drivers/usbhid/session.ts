/** One open device: reads reports into its mapper, listens to its interrupt endpoint, carries out orders. */

import { type Clock, sleep, type Timer } from "../../system/clock.ts";
import type { Log } from "../../system/log/log.ts";
import { carryOut } from "../kit/commands.ts";
import { settable } from "../kit/reported.ts";
import type { Depth } from "../kit/row.ts";
import type { Outcome } from "../types.ts";
import { DeviceError } from "../types.ts";
import { type HidOrders, type HidWrite, setvarOrders } from "./commands.ts";
import type { LinkHealth } from "./link-health.ts";
import type { Mapper } from "./mapper.ts";
import type { Opened } from "./opening.ts";
import { isSetting } from "./plan.ts";
import { logicalFor, putLogical } from "./report/report-codec.ts";
import { REQUEST_MS, ReportReader } from "./report/report-reader.ts";
import { allReports, treeLines } from "./report/tree.ts";
import { UsageNames } from "./report/usage-path.ts";

/** For so long an interrupt report speaks for the feature report of the same number. */
const FRESH_MS = 2000;
/** An interrupt endpoint that fails is left alone for so long. */
const DEAF_MS = 30_000;
const MAX_ROUNDS = 8;

export class Session {
  readonly opened: Opened;
  readonly mapper: Mapper;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #health: LinkHealth;
  readonly #reader: ReportReader;
  #broken: Error | undefined;
  #deaf: Timer | undefined;
  #saidDeaf = false;
  #events = 0;

  constructor(opened: Opened, mapper: Mapper, health: LinkHealth, clock: Clock, log: Log) {
    this.opened = opened;
    this.mapper = mapper;
    this.#clock = clock;
    this.#log = log;
    this.#health = health;
    this.#reader = new ReportReader(opened.link, mapper, clock, log);
  }

  /** Throws DeviceError `lost` or `stale`. */
  async read(depth: Depth): Promise<void> {
    if (this.#broken) throw this.#broken;
    if (depth === "quick" || depth === "full") this.#health.heard(this.#events, this.#listens);
    this.#health.polled(await this.#reader.fetch(depth));
    this.mapper.interpret(depth);
    for (let round = 0; this.mapper.missingStrings.length > 0 && round < MAX_ROUNDS; round++) {
      for (const index of this.mapper.missingStrings) await this.#fetchString(index);
      this.mapper.interpret(depth);
    }
  }

  async #fetchString(index: number): Promise<void> {
    this.mapper.fileString(index, (await this.opened.link.text(index, REQUEST_MS)) ?? "");
  }

  get #listens(): boolean {
    const { pollOnly = false, interruptOnly = false } = this.opened.quirks;
    return !pollOnly || interruptOnly;
  }

  /** An interrupt report has come, or the end of them. */
  get spoke(): boolean {
    return this.#events > 0 || this.#broken !== undefined;
  }

  /** `wake` is called when the device speaks, and when it will not speak again. */
  listen(wake: () => void): void {
    if (!this.#listens) return;
    const heard = (report: Uint8Array): void => {
      this.#events++;
      if (this.mapper.store.fileInput(report, this.#clock.now() + FRESH_MS)) wake();
    };
    const broken = (why: Error): void => {
      if (this.#canPoll(why)) return this.#listenLater(why, wake);
      this.#broken = new DeviceError("lost", why.message, { cause: why });
      wake();
    };
    const { link, quirks } = this.opened;
    if (!link.listen(quirks.interruptSize, heard, broken))
      this.#log.debug(1, "the device has no interrupt endpoint: it is polled only");
  }

  /** The endpoint alone fails, and the reports can be asked for. */
  #canPoll(why: Error): boolean {
    return why instanceof DeviceError && why.fault === "stale" && !this.opened.quirks.interruptOnly;
  }

  #listenLater({ message }: Error, wake: () => void): void {
    if (!this.#saidDeaf) this.#log.warning(`${message}: the device is polled until they come again`);
    this.#saidDeaf = true;
    this.#deaf = this.#clock.after(DEAF_MS, () => this.listen(wake));
  }

  /** Lists all that the device has, readable or not, at debug level 1. */
  async dump(): Promise<void> {
    const { descriptor, quirks, subdriver, link } = this.opened;
    const { store } = this.mapper;
    for (const id of allReports(descriptor, quirks.skipReports)) {
      const answer = await link.getReport(id, store.lengthOf(id), REQUEST_MS);
      if (answer.kind === "data") store.fileFeature(id, answer.bytes);
    }
    const lines = treeLines(descriptor, new UsageNames(subdriver.usages), (field) => store.value(field));
    for (const line of lines) this.#log.debug(1, line);
  }

  carryOut(orders: HidOrders): Promise<Outcome> {
    return carryOut(orders, {
      pause: (ms) => sleep(this.#clock, ms),
      set: (name, value) => this.#set(name, value),
      write: (step) => this.#write(step),
    });
  }

  /** A setting of the driver is kept; what lives on the device is written there. */
  async #set(name: string, value: string): Promise<Outcome> {
    const found = this.mapper.find(name);
    if (!found || !isSetting(found)) return this.carryOut(setvarOrders(this.mapper, name, value));
    this.mapper.view.keep(found.row.var, settable(value, found.row.rw));
    return "handled";
  }

  /** Writes one field and leaves the rest of its report as the device has it. */
  async #write({ field, value }: HidWrite): Promise<Outcome> {
    const { link } = this.opened;
    const { store, setup } = this.mapper;
    const { report } = field;
    const unknown = field.kind === "feature" && !store.has(field);
    const before = unknown ? await link.getReport(report, store.lengthOf(report), REQUEST_MS) : undefined;
    if (before?.kind === "data") store.fileFeature(report, before.bytes);
    const payload = store.writable(field);
    putLogical(field, payload, logicalFor(field, value));
    const bytes = setup.descriptor.numbered ? Uint8Array.of(report, ...payload) : payload;
    const answer = await link.setReport(report, bytes, REQUEST_MS);
    if (answer.kind !== "data") return "failed";
    store.fileWritten(field, bytes);
    return "handled";
  }

  async close(): Promise<void> {
    await this.opened.link.close();
    this.#deaf?.cancel();
  }
}
