/**
 * The grammar of upsd.conf, upsmon.conf and upssched.conf, `NAME argument …`, read and written from one table
 * per file.
 */
import { formatWord, type Word } from "../nut/words.ts";
import { type Advice, byPlace, type Place, type Problem, type Reporter, reporter } from "./problem.ts";
import { type ConfLine, readLines } from "./reader.ts";
import { didYouMean } from "./suggest.ts";
import type { ValueCodec } from "./values.ts";

/** What a row may say about the line it is reading. */
export interface Say {
  /** The line has no effect. */
  error(text: string, advice?: Advice): undefined;
  warning(text: string, advice?: Advice): void;
  note(text: string, advice?: Advice): void;
}

interface Row<T> {
  readonly name: string;
  /** Its arguments as a synopsis: `<address> [<port>]`. */
  readonly form: string;
  /** Arguments it cannot do without, and those it looks at; more are reported. */
  readonly least: number;
  readonly most: number;
  /** All names but those marked are written in upper case. */
  readonly anyCase?: boolean;
  /** The value of a line, or undefined when it has none; `say` has been told why. */
  read(args: readonly string[], say: Say): T | undefined;
  /** The arguments that read back as the value. */
  write(value: T): readonly string[];
}

/** A directive of one value: a second line replaces it. */
export interface One<T, D> extends Row<T> {
  readonly kind: "one";
  readonly fallback: D;
}

/** A directive whose lines add up. */
export interface Many<T> extends Row<T> {
  readonly kind: "many";
  /** Lines of the same key are one thing: what becomes of the second one. */
  readonly repeats?: { key(value: T): string; readonly keep: "first" | "last" };
}

export type DirectiveTable = Readonly<Record<string, One<unknown, unknown> | Many<unknown>>>;

/** What a table reads: one property for each of its rows. */
export type Settings<T extends DirectiveTable> = {
  readonly [K in keyof T]: T[K] extends Many<infer V>
    ? readonly V[]
    : T[K] extends One<infer V, infer D>
      ? V | D
      : never;
};

export interface DirectiveFile<T extends DirectiveTable> {
  readonly table: T;
  /** Names of the past with what to do about them. */
  readonly obsolete: ReadonlyMap<string, string>;
}

/** A row whose one argument a codec reads. */
export const one = <T, D>(name: string, codec: ValueCodec<T>, fallback: D): One<T, D> => ({
  kind: "one",
  name,
  form: `<${codec.form}>`,
  least: 1,
  most: 1,
  fallback,
  read: ([word = ""], say) => {
    const read = codec.read(word);
    if (read.kind === "bad") return say.error(read.text, read.advice);
    if (read.doubt !== undefined) say.warning(read.doubt, read.advice);
    return read.value;
  },
  write: (value) => [codec.write(value)],
});

type Values = Record<string, unknown>;

interface Seen {
  readonly values: Values;
  /** By property. */
  readonly places: Map<string, Place>;
  /** By property and key of a line: its index. */
  readonly keys: Map<string, number>;
}

const sayAt = (place: Place, name: string, report: Reporter): Say => ({
  error: (text, advice) => {
    report.error(place, `${name}: ${text}`, advice);
    return undefined;
  },
  warning: (text, advice) => report.warning(place, `${name}: ${text}`, advice),
  note: (text, advice) => report.note(place, `${name}: ${text}`, advice),
});

function storeOne(key: string, value: unknown, place: Place, seen: Seen, say: Say): void {
  const before = seen.places.get(key);
  if (before) say.warning(`replaces the value of line ${before.line}`, "keep one of the two lines");
  seen.places.set(key, place);
  seen.values[key] = value;
}

function storeMany(key: string, row: Many<unknown>, value: unknown, place: Place, seen: Seen, say: Say): void {
  const all = seen.values[key];
  if (!Array.isArray(all)) return;
  const { repeats } = row;
  const id = repeats?.key(value) ?? "";
  const same = repeats && seen.keys.get(`${key} ${id}`);
  if (repeats && same !== undefined) {
    const which = repeats.keep === "first" ? "this line is ignored" : "the line before it is ignored";
    say.warning(`${id} is there already; ${which}`, "keep one of the two lines");
    if (repeats.keep === "last") all[same] = value;
    return;
  }
  seen.keys.set(`${key} ${id}`, all.length);
  if (!seen.places.has(key)) seen.places.set(key, place);
  all.push(value);
}

function checkCount(row: Row<unknown>, rest: readonly Word[], report: Reporter, say: Say): boolean {
  const synopsis = `write ${row.name} ${row.form}`;
  if (rest[0]?.text === "=" && !rest[0].quoted) {
    say.error("a = has no place here", synopsis);
    return false;
  }
  if (rest.length < row.least) {
    say.error(rest.length === 0 ? "nothing follows it" : "there are too few words", synopsis);
    return false;
  }
  const extra = rest[row.most];
  if (extra) {
    const advice = 'put a text of several words in "quotes"';
    report.warning(extra, `${row.name}: what follows word ${row.most} is ignored`, advice);
  }
  return true;
}

const findRow = (table: DirectiveTable, name: string): [string, DirectiveTable[string]] | undefined =>
  Object.entries(table).find(
    ([, row]) => row.name === name || (row.anyCase === true && row.name === name.toUpperCase()),
  );

function reportUnknown<T extends DirectiveTable>(file: DirectiveFile<T>, first: Word, report: Reporter): void {
  const name = first.text;
  const obsolete = file.obsolete.get(name);
  if (obsolete !== undefined) return report.warning(first, `${name} is obsolete and ignored`, obsolete);
  const known = Object.values(file.table).map((row) => row.name);
  const upper = known.find((row) => row === name.toUpperCase());
  if (upper !== undefined) return report.error(first, `${name} is not known`, `write it in upper case: ${upper}`);
  report.error(first, `${name} is not known`, () => didYouMean(name, known));
}

function readLine<T extends DirectiveTable>(
  file: DirectiveFile<T>,
  line: ConfLine,
  seen: Seen,
  report: Reporter,
): void {
  const found = findRow(file.table, line.first.text);
  if (!found) return reportUnknown(file, line.first, report);
  const [key, row] = found;
  const say = sayAt(line.first, row.name, report);
  if (!checkCount(row, line.rest, report, say)) return;
  const value = row.read(
    line.rest.slice(0, row.most).map(({ text }) => text),
    say,
  );
  if (value === undefined) return;
  if (row.kind === "one") storeOne(key, value, line.first, seen, say);
  else storeMany(key, row, value, line.first, seen, say);
}

/** What a file says whose text is empty. */
export function defaultsOf<T extends DirectiveTable>(table: T): Settings<T> {
  const entries = Object.entries(table).map(([key, row]) => [key, row.kind === "one" ? row.fallback : []]);
  return Object.fromEntries(entries) as Settings<T>;
}

export interface ParsedDirectives<T extends DirectiveTable> {
  readonly settings: Settings<T>;
  /** Where a property was set: the last line of a value, the first of a list. */
  readonly places: ReadonlyMap<string, Place>;
  readonly problems: readonly Problem[];
}

/** Reads a text by a table. Never throws. */
export function parseDirectives<T extends DirectiveTable>(
  directives: DirectiveFile<T>,
  text: string,
  file: string,
): ParsedDirectives<T> {
  const { lines, problems } = readLines(text, file);
  const report = reporter(file);
  const settings = defaultsOf(directives.table);
  const seen: Seen = { values: settings as Values, places: new Map(), keys: new Map() };
  for (const line of lines) readLine(directives, line, seen, report);
  return { settings, places: seen.places, problems: byPlace([...problems, ...report.problems]) };
}

/** The text that reads back as the same settings; what is not set is left out. */
export function formatDirectives<T extends DirectiveTable>(table: T, settings: Settings<T>): string {
  const lines: string[] = [];
  for (const [key, row] of Object.entries(table)) {
    const value: unknown = settings[key];
    if (value === undefined) continue;
    const all: readonly unknown[] = row.kind === "many" && Array.isArray(value) ? value : [value];
    for (const item of all) lines.push([row.name, ...row.write(item).map(formatWord)].join(" "));
  }
  return lines.map((line) => `${line}\n`).join("");
}
