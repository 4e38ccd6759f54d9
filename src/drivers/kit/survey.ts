/** What a device has of its family's table, found out when it is opened. */
import { DeviceState, type StateSettings } from "./device-state.ts";
import type { Answer } from "./line/ask-line.ts";
import { type Link, type Places, readPlaces } from "./link.ts";
import { settable } from "./reported.ts";
import type { ReadRow, SettingRow, Timing, View } from "./row.ts";
import type { TableCommand, TableRow } from "./table-row.ts";
import { type Unheard, unheardOf } from "./unheard.ts";

export interface OpenDevice<Where extends object, Raw, Token extends string, Order> {
  readonly link: Link<Where, Raw, Order, Token>;
  readonly state: DeviceState<Raw, Token>;
  /** Variables that the device gave when it was opened, each by its first row; all that says more than values. */
  readonly rows: readonly ReadRow<Where, Raw, View<Token, Raw>, Token>[];
  readonly settings: readonly SettingRow[];
  readonly commands: readonly TableCommand<Where, Raw, Token, Order>[];
  /** What was not answered, and may be later. */
  readonly unheard: Unheard<Where, Raw, Token, Order>;
}

interface Table<Where extends object, Raw, Token extends string, Order> extends Places<Where> {
  readonly rows: readonly TableRow<Where, Raw, Token, Order>[];
  readonly opensWithStatus?: boolean;
}

/** Asks for everything once; what the device does not have is not asked again. */
export async function survey<Where extends object, Raw, Token extends string, Order>(
  link: Link<Where, Raw, Order, Token>,
  table: Table<Where, Raw, Token, Order>,
  settings: StateSettings,
): Promise<OpenDevice<Where, Raw, Token, Order>> {
  const state = new DeviceState<Raw, Token>(settings, link.notes);
  for (const [name, value] of link.facts) state.keep(name, value);
  const { settings: own, commands, reads } = sorted([...table.rows, ...(link.rows ?? [])]);
  const first = reads.filter((row) => isSurveyed(row, table));
  const needs = commands.flatMap((row) => row.needs ?? []);
  const answers = await readPlaces(link, [...first, ...needs], table);
  const answerAt = (where: Where): Raw | undefined => rawOf(answers.get(table.placeOf(where)));
  const rows = inUse(reads, first, state, answerAt);
  for (const { var: name, fallback, rw } of own) if (!state.vars.has(name)) state.keep(name, settable(fallback, rw));
  const offered = commands.filter(({ needs: place }) => !place || answerAt(place) !== undefined);
  const unheard = unheardOf({ reads: first, commands, rows }, (where) => answers.get(table.placeOf(where)));
  return { link, state, rows, settings: own, commands: offered, unheard };
}

/** What rows are for. */
function sorted<Where extends object, Raw, Token extends string, Order>(
  table: readonly TableRow<Where, Raw, Token, Order>[],
): Pick<OpenDevice<Where, Raw, Token, Order>, "settings" | "commands"> & {
  reads: OpenDevice<Where, Raw, Token, Order>["rows"];
} {
  const commands = table.flatMap((row) => ("cmd" in row ? [row] : []));
  const settings = table.flatMap((row) => ("fallback" in row ? [row] : []));
  const reads = table.flatMap((row) => ("cmd" in row || "fallback" in row ? [] : [row]));
  return { commands, settings, reads };
}

/** Takes what the device said; for one variable the first row that gives it stays in use. */
function inUse<Where extends object, Raw, Token extends string>(
  reads: OpenDevice<Where, Raw, Token, never>["rows"],
  first: OpenDevice<Where, Raw, Token, never>["rows"],
  state: DeviceState<Raw, Token>,
  answerAt: (where: Where) => Raw | undefined,
): OpenDevice<Where, Raw, Token, never>["rows"] {
  const given = new Set<string>();
  const surveyed = new Set(first);
  return reads.filter((row) => {
    if ("var" in row && given.has(row.var)) return false;
    if (!surveyed.has(row)) return true;
    const told = state.take(row, answerAt(row));
    if ("var" in row && told) given.add(row.var);
    return told || row.sometimes === true || !("var" in row);
  });
}

/** What only tells the status is asked by the poll that follows the opening, unless it comes along with the rest. */
const isSurveyed = (row: Timing & object, { opensWithStatus }: { readonly opensWithStatus?: boolean }): boolean =>
  opensWithStatus === true || row.poll !== "quick" || "var" in row;

export const rawOf = <Raw>(answer: Answer<Raw> | undefined): Raw | undefined =>
  answer?.kind === "data" ? answer.raw : undefined;
