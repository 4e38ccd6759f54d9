/** One UPS as it was identified: what it can tell and do, and what it told last. */

import { string, type VarType } from "../../../nut/var-type.ts";
import type { Log } from "../../../system/log/log.ts";
import { settable } from "../../kit/reported.ts";
import type { Reported } from "../../types.ts";
import { type SmartLine, TYPED } from "./line.ts";
import { type ApcRow, isContested, isRival, nameOf, valuesOf } from "./rows.ts";
import type { CapabilityGroup } from "./self-description.ts";
import type { ApcCommand } from "./tables/commands.ts";

/** What the UPS says to a question that it does not know. */
export const NOT_AVAILABLE = "NA";
export const isAnswer = (text: string): boolean => text !== "" && text !== NOT_AVAILABLE;
const TYPED_LENGTH = 8;

/** How a variable can be set: by typing, or by stepping through values. */
export type Setting =
  | { readonly kind: "typed"; readonly max: number }
  | {
      readonly kind: "stepped";
      /** As they are shown, each once. */
      readonly values: readonly string[];
      /** How many steps lead once round. */
      readonly steps: number;
    };

export interface ApcTables {
  readonly variables: readonly ApcRow[];
  readonly commands: readonly ApcCommand[];
}

/** An answer, and the variables that it gave. */
interface Told {
  readonly raw: string;
  readonly values: ReadonlyMap<string, string>;
}

/** Digits and letters by their kind. */
const shapeOf = (raw: string): string => raw.replace(/[0-9]/g, "0").replace(/[A-Za-z]/g, "A");

export class ApcDevice {
  readonly line: SmartLine;
  readonly tables: ApcTables;
  readonly #log: Log;
  readonly #rows = new Set<ApcRow>();
  readonly #told = new Map<ApcRow, Told>();
  readonly #facts = new Map<string, string>([["ups.mfr", "APC"]]);
  readonly #settings = new Map<ApcRow, Setting>();
  readonly #commands = new Set<ApcCommand>();

  constructor(line: SmartLine, tables: ApcTables, log: Log) {
    this.line = line;
    this.tables = tables;
    this.#log = log;
  }

  /** Holds until the device itself tells. */
  presume(name: string, value: string): void {
    this.#facts.set(name, value);
  }

  has(row: ApcRow): boolean {
    return this.#rows.has(row);
  }

  /** The rows of the device in the order of a poll. */
  rows(): readonly ApcRow[] {
    const order = [...this.tables.variables, ...this.#rows];
    return [...new Set(order)].filter((row) => this.#rows.has(row));
  }

  value(name: string): string | undefined {
    for (const { values } of this.#told.values()) if (values.has(name)) return values.get(name);
    return this.#facts.get(name);
  }

  named(name: string): ApcRow | undefined {
    return this.rows().find((row) => nameOf(row).toLowerCase() === name.toLowerCase());
  }

  setting(row: ApcRow): Setting | undefined {
    return this.#settings.get(row);
  }

  /** The answer as it stands; "" and NA for none. */
  ask(row: ApcRow): Promise<string> {
    return this.line.text(row.ask, row.typed ? TYPED : undefined);
  }

  /** Takes a row without asking. */
  add(row: ApcRow): void {
    this.#rows.add(row);
  }

  drop(row: ApcRow): void {
    this.#rows.delete(row);
    this.#told.delete(row);
    this.#settings.delete(row);
  }

  /** Withdraws what a row told; it is asked on. */
  forget(row: ApcRow): void {
    this.#told.delete(row);
  }

  /** True for an answer of the same shape as the last one to this question. */
  looksAlike(row: ApcRow, raw: string): boolean {
    return shapeOf(this.#told.get(row)?.raw ?? "") === shapeOf(raw);
  }

  keep(row: ApcRow, raw: string): void {
    this.#told.set(row, { raw, values: new Map(valuesOf(row, raw)) });
  }

  /** Asks for a row for the first time; false when the device does not tell it. */
  async verify(row: ApcRow): Promise<boolean> {
    const raw = await this.ask(row);
    if (!isAnswer(raw) || row.shape?.test(raw) === false) {
      this.#log.debug(1, `no ${nameOf(row)}: the device answers ${JSON.stringify(raw)} to ${JSON.stringify(row.ask)}`);
      return false;
    }
    this.#rows.add(row);
    this.keep(row, raw);
    if (row.typed) this.#settings.set(row, { kind: "typed", max: TYPED_LENGTH });
    return true;
  }

  /** What a character of the command set stands for. Contested rows are judged when the whole set is known. */
  async adopt(character: string): Promise<void> {
    const rows = this.tables.variables.filter(({ ask }) => ask === character);
    for (const row of rows) {
      if (isContested(row, this.tables.variables)) this.add(row);
      else await this.verify(row);
    }
    if (rows.length > 0) return;
    for (const command of this.tables.commands) if (command.key === character) this.#commands.add(command);
  }

  /** Of rows that share a question or a name, the first that fits its answer stays. */
  async settleContests(): Promise<void> {
    const contested = this.tables.variables.filter((row) => isContested(row, this.tables.variables));
    for (const [at, row] of contested.entries()) {
      if (!this.has(row)) continue;
      if (await this.verify(row))
        for (const other of contested.slice(at + 1)) if (isRival(row, other)) this.drop(other);
      if (!this.#told.has(row)) this.drop(row);
    }
  }

  /** Makes a variable settable to the values of a group. */
  allow({ ask, values }: CapabilityGroup): void {
    const row = this.rows().find((one) => one.ask === ask && !("sensors" in one));
    if (!row) return;
    const before = this.#settings.get(row);
    const known = before?.kind === "stepped" ? before : { values: [], steps: 0 };
    const shown = values.flatMap((raw) => valuesOf(row, raw).map(([, value]) => value));
    this.#settings.set(row, {
      kind: "stepped",
      values: [...new Set([...known.values, ...shown])],
      steps: known.steps + values.length,
    });
  }

  /** A command that the device knows, and takes with this parameter; `refused` when it is known but not to the device. */
  command(name: string, param: string | undefined): ApcCommand | "unknown" | "refused" {
    const fits = this.tables.commands.find(
      ({ cmd, param: shape }) =>
        cmd === name.toLowerCase() && (shape ? shape.test(param ?? "") : param === undefined || param === ""),
    );
    if (!fits) return "unknown";
    return this.#commands.has(fits) ? fits : "refused";
  }

  commandNames(): readonly string[] {
    const known = this.tables.commands.filter((command) => this.#commands.has(command));
    return [...new Set(known.map(({ cmd }) => cmd))];
  }

  variables(): ReadonlyMap<string, string | Reported> {
    const vars = new Map<string, string | Reported>(this.#facts);
    for (const row of this.rows()) {
      const setting = this.#settings.get(row);
      for (const [name, value] of this.#told.get(row)?.values ?? [])
        vars.set(name, setting ? settable(value, typeOf(setting)) : value);
    }
    return vars;
  }
}

function typeOf(setting: Setting): VarType | undefined {
  if (setting.kind === "typed") return string(setting.max);
  return setting.values.length === 0 ? undefined : { kind: "enum", values: setting.values };
}
