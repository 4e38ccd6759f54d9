/** What is known of one device: its variables and notes, what its rows raise, and what rows may look at. */
import type { DriverSettings, Reported } from "../types.ts";
import { nothingRaised, type Raised } from "./raised.ts";
import { reported } from "./reported.ts";
import type { ReadRow, View } from "./row.ts";

type Readable<Raw, Token extends string> = ReadRow<object, Raw, View<Token, Raw>, Token>;

/** What the user says of variables, and the options of ups.conf. */
export type StateSettings = Pick<DriverSettings, "get" | "override">;

export class DeviceState<Raw, Token extends string> implements View<Token, Raw> {
  readonly vars = new Map<string, Reported>();
  readonly notes: Map<string, Raw>;
  /** Replaced as a whole by families whose rounds begin with nothing. */
  raised: Raised<Token> = nothingRaised();
  readonly settings: StateSettings;

  constructor(settings: StateSettings, notes: Iterable<readonly [string, Raw]> = []) {
    this.settings = settings;
    this.notes = new Map(notes);
  }

  /** What the user insists on, else what the device said. */
  known(name: string): string | undefined {
    return this.settings.override(name) ?? this.vars.get(name)?.value;
  }

  option(name: string): string | undefined {
    return this.settings.get(name);
  }

  note(name: string): Raw | undefined {
    return this.notes.get(name);
  }

  holds(token: Token): boolean {
    return this.raised.tokens.has(token);
  }

  keep(name: string, told: string | Reported): void {
    this.vars.set(name, typeof told === "string" ? { value: told } : told);
  }

  forget(name: string): void {
    this.vars.delete(name);
  }

  /**
   * Takes what the device said at a row's place; undefined where it said nothing this time: a variable stays as it
   * was. True where the row gave its variable a value.
   */
  take(row: Readable<Raw, Token>, raw: Raw | undefined): boolean {
    if ("var" in row) return this.#takeVariable(row, raw);
    if ("note" in row) return raw !== undefined && this.notes.set(row.note, raw).has(row.note);
    const holds = raw === undefined ? false : row.when(raw, this);
    const { tokens, alarms, buzzwords } = this.raised;
    if ("status" in row) tokens.put(row, row.status, holds);
    else if ("alarm" in row) alarms.put(row, row.alarm, holds);
    else buzzwords.put(row, row.buzzword, holds);
    return false;
  }

  #takeVariable(row: Extract<Readable<Raw, Token>, { readonly var: string }>, raw: Raw | undefined): boolean {
    const value = raw === undefined ? undefined : row.as.read(raw, this);
    if (raw === undefined || value === undefined) return false;
    this.keep(row.var, reported(row, value, raw, this));
    return true;
  }

  /** Tokens that hold, each once, in the order of `rows`. */
  tokens(rows: readonly object[]): readonly Token[] {
    return [...new Set(rows.flatMap((row) => this.raised.tokens.by(row) ?? []))];
  }

  get alarms(): readonly string[] {
    return this.raised.alarms.all;
  }

  get buzzwords(): readonly string[] {
    return this.raised.buzzwords.all;
  }
}
