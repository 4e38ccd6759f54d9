/** One open device: its plan, last reports and variables. Pure: the driver fetches what `reports` asks for. */

import { reported, settable } from "../kit/reported.ts";
import type { Depth } from "../kit/row.ts";
import type { Reported } from "../types.ts";
import { idVariables } from "../usb/describe-device.ts";
import type { Condition } from "./conditions.ts";
import { isOne, mark, zeroOrOne } from "./conditions.ts";
import { HidState, type StateSetup } from "./hid-state.ts";
import {
  isCommand,
  isPower,
  isSetting,
  isStatus,
  isVariable,
  nameOf,
  type Planned,
  planDevice,
  wanted,
} from "./plan.ts";
import { readQuantity } from "./report/quantity.ts";
import type { Field, ReportDescriptor } from "./report/report-descriptor.ts";
import { ReportStore } from "./report/report-store.ts";
import type { Quirks, Subdriver } from "./subdriver.ts";

/** A device, the table it is read with, and the settings. */
export interface MapperSetup extends StateSetup {
  readonly subdriver: Subdriver;
  readonly descriptor: ReportDescriptor;
  readonly quirks: Quirks;
}

export class Mapper {
  readonly setup: MapperSetup;
  readonly plan: readonly Planned[];
  readonly store: ReportStore;
  readonly view: HidState;
  readonly #available = new Set<string>();
  /** Rows whose report has come at least once. */
  readonly #seen = new Set<Planned>();
  /** Rows in use; decided when the device was first read. */
  #active: readonly Planned[];
  #begun = false;
  readonly #hasLine: boolean;

  constructor(setup: MapperSetup) {
    const { subdriver, descriptor, quirks } = setup;
    this.setup = setup;
    this.store = new ReportStore(descriptor);
    this.plan = planDevice(subdriver, descriptor, quirks);
    this.#active = this.plan;
    this.#hasLine = this.plan.some((one) => isPower(one) && one.row.status !== "dischrg");
    this.view = new HidState(setup);
  }

  /** The feature reports that a poll asks for, each once, in the order of their first use. */
  reports(depth: Depth): readonly number[] {
    if (this.setup.quirks.interruptOnly) return [];
    const due = this.#active.filter((one) => one.field.kind === "feature" && this.#due(one, depth));
    return [...new Set(due.map(({ field }) => field.report))];
  }

  /** Raw reports that a poll asks for besides. */
  extraReports(depth: Depth): readonly { readonly id: number; readonly length: number }[] {
    return depth === "quick" ? [] : (this.setup.subdriver.extraReports ?? []);
  }

  fileExtra(id: number, answer: Uint8Array): void {
    this.view.fileExtra(id, answer);
  }

  get missingStrings(): readonly number[] {
    return this.view.strings.missing;
  }

  fileString(index: number, text: string): void {
    this.view.strings.file(index, text);
  }

  /** Puts the reports that came into variables and conditions. */
  interpret(depth: Depth): void {
    if (!this.#begun) return this.#begin();
    if (depth !== "quick") {
      this.view.raised.alarms.clear();
      this.view.raised.buzzwords.clear();
    }
    for (const one of this.#active) if (this.#due(one, depth) || this.#arrived(one)) this.#read(one);
    if (this.missingStrings.length === 0) this.store.heeded();
  }

  /** What a failing report kept back is read as soon as it comes. */
  #due(one: Planned, depth: Depth): boolean {
    return wanted(one, depth) || (depth !== "quick" && !isSetting(one) && !this.#seen.has(one));
  }

  /** What the device tells of itself is not kept until the next full poll. */
  #arrived(one: Planned): boolean {
    return !isSetting(one) && this.store.hasArrived(one.field);
  }

  /**
   * The first reading decides: a row is left out for good when an earlier one gave its variable. With strings
   * still missing it is done again from the start.
   */
  #begin(): void {
    this.#reset();
    const claimed = new Set<string>();
    const active = this.plan.filter((one) => this.#take(one, claimed));
    if (this.missingStrings.length > 0) return;
    this.#active = active;
    this.#begun = true;
  }

  #reset(): void {
    this.view.clear();
    this.#available.clear();
    this.#identify();
  }

  /** `claimed`: variables of earlier rows. A device that is only listened to has told nothing yet that could decide. */
  #take(one: Planned, claimed: Set<string>): boolean {
    const { interruptOnly = false } = this.setup.quirks;
    const taken = "var" in one.row && (this.vars.has(one.row.var) || (interruptOnly && claimed.has(one.row.var)));
    if (!taken) this.#read(one);
    if ("var" in one.row) claimed.add(one.row.var);
    return !taken;
  }

  #identify(): void {
    const { subdriver, device } = this.setup;
    for (const one of this.plan) if ("note" in one.row) this.#note(one.row.note, this.store.value(one.field));
    this.#publish("ups.mfr", subdriver.mfr ? subdriver.mfr(this.view) : device.vendor);
    this.#publish("ups.model", subdriver.model ? subdriver.model(this.view) : device.product);
    this.#publish("ups.serial", subdriver.serial ? subdriver.serial(this.view) : device.serial);
    for (const [name, value] of idVariables(device)) this.#publish(name, value);
    for (const [name, value] of subdriver.facts?.(this.view) ?? []) this.#publish(name, value);
  }

  #publish(name: string, value: string | undefined): void {
    if (value !== undefined) this.view.keep(name, value);
  }

  #note(name: string, value: number | undefined): void {
    if (value !== undefined) this.view.notes.set(name, value);
  }

  #read(one: Planned): void {
    if (isSetting(one)) {
      const { var: name, fallback, rw } = one.row;
      if (!this.vars.has(name)) this.view.keep(name, settable(fallback, rw));
      return;
    }
    const value = this.store.value(one.field);
    if (value === undefined) return;
    this.#seen.add(one);
    if (isCommand(one)) this.#available.add(one.row.cmd);
    else if (isVariable(one)) this.#readVariable(one, value);
    else if (isStatus(one)) this.#readStatus(one, value);
    else this.#readOther(one, value);
  }

  #readVariable(one: Planned & { readonly row: { readonly as: unknown } }, value: number): void {
    if (!isVariable(one)) return;
    const { text, mended } = readQuantity(one.row.var, one.row.as, value, this.view);
    // A string that is still to be fetched: the row is read again when it is there.
    if (text === undefined && this.missingStrings.length > 0) this.#seen.delete(one);
    if (text === undefined) {
      if (mended) this.view.forget(one.row.var);
      return;
    }
    const { row } = one;
    const told = reported(row, text, value, this.view);
    this.view.keep(row.var, mended ? { ...told, rw: false } : told);
  }

  #readStatus(one: Planned, value: number): void {
    if (!isStatus(one)) return;
    const { status, when = zeroOrOne } = one.row;
    const holds = when(value, this.view);
    if (holds === undefined) return;
    mark(this.view.conditions, status, holds);
    // One that has no bit for the mains is on line while it does not discharge.
    if (status === "dischrg" && !this.#hasLine) mark(this.view.conditions, "online/offline", !holds);
  }

  /** Alarms and buzzwords stand for themselves: what says one last counts. */
  #readOther({ row }: Planned, value: number): void {
    const { alarms, buzzwords } = this.view.raised;
    if ("note" in row) this.#note(row.note, value);
    else if ("alarm" in row) alarms.put(row.alarm, row.alarm, (row.when ?? isOne)(value, this.view));
    else if ("buzzword" in row) buzzwords.put(row.buzzword, row.buzzword, (row.when ?? isOne)(value, this.view));
  }

  get vars(): ReadonlyMap<string, Reported> {
    return this.view.vars;
  }

  get conditions(): ReadonlySet<Condition> {
    return this.view.conditions;
  }

  get alarms(): readonly string[] {
    return this.view.alarms;
  }

  get buzzwords(): readonly string[] {
    return this.view.buzzwords;
  }

  /** Commands whose report could be read. */
  get available(): ReadonlySet<string> {
    return this.#available;
  }

  /** True where the table names it and the device has its path, readable or not. */
  has(name: string): boolean {
    return this.find(name) !== undefined;
  }

  /** The row of a variable or command that is in use. */
  find(name: string): Planned | undefined {
    const key = name.toLowerCase();
    return this.#active.find(({ row }) => nameOf(row)?.toLowerCase() === key);
  }

  value(field: Field): number | undefined {
    return this.store.value(field);
  }
}
