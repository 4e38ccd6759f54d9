/** What is known of one device: its variables, which tokens and alarms hold, and what rows may look at. */
import type { DriverSettings, Reported } from "../types.ts";
import { reported } from "./reported.ts";
import type { ReadRow, View } from "./row.ts";

type Readable<Raw, Token extends string> = ReadRow<object, Raw, View<Token>, Token>;

export class DeviceState<Raw, Token extends string> implements View<Token> {
  readonly #settings: Pick<DriverSettings, "get" | "override">;
  readonly #notes: ReadonlyMap<string, string>;
  readonly #vars = new Map<string, Reported>();
  /** By row: several may mean the same token. */
  readonly #tokens = new Map<object, Token>();
  readonly #alarms = new Map<object, string>();

  constructor(settings: Pick<DriverSettings, "get" | "override">, notes: ReadonlyMap<string, string> = new Map()) {
    this.#settings = settings;
    this.#notes = notes;
  }

  /** What the user insists on, else what the device said. */
  known(name: string): string | undefined {
    return this.#settings.override(name) ?? this.#vars.get(name)?.value;
  }

  option(name: string): string | undefined {
    return this.#settings.get(name);
  }

  note(name: string): string | undefined {
    return this.#notes.get(name);
  }

  holds(token: Token): boolean {
    return [...this.#tokens.values()].includes(token);
  }

  keep(name: string, value: Reported): void {
    this.#vars.set(name, value);
  }

  has(name: string): boolean {
    return this.#vars.has(name);
  }

  /** Takes what the device said at a row's place; undefined where it said nothing this time: a variable stays as it was. */
  take(row: Readable<Raw, Token>, raw: Raw | undefined): void {
    if ("var" in row) return this.#takeVariable(row, raw);
    const holds = raw === undefined ? false : row.when(raw, this);
    if (holds === undefined) return;
    if ("status" in row) put(this.#tokens, row, holds ? row.status : undefined);
    else put(this.#alarms, row, holds ? row.alarm : undefined);
  }

  #takeVariable(row: Extract<Readable<Raw, Token>, { readonly var: string }>, raw: Raw | undefined): void {
    const value = raw === undefined ? undefined : row.as.read(raw, this);
    if (raw === undefined || value === undefined) return;
    this.keep(row.var, reported(row, value, raw, this));
  }

  get vars(): ReadonlyMap<string, Reported> {
    return this.#vars;
  }

  /** Tokens that hold, each once, in the order of `rows`. */
  tokens(rows: readonly object[]): readonly Token[] {
    return [...new Set(rows.flatMap((row) => this.#tokens.get(row) ?? []))];
  }

  get alarms(): readonly string[] {
    return [...new Set(this.#alarms.values())];
  }
}

function put<T>(map: Map<object, T>, row: object, value: T | undefined): void {
  if (value === undefined) map.delete(row);
  else map.set(row, value);
}
