/** The grammar `NAME argument …` of upsd.conf, upsmon.conf and upssched.conf, from one table per file. */
import { formatWord, type Word } from "../nut/words.ts";
import {
  type DirectiveFile,
  type DirectiveTable,
  defaultsOf,
  type LineReporter,
  type Many,
  type Row,
  type Settings,
} from "./directive.ts";
import { byPlace, type Place, type Problem, type Reporter, reporter, WHOLE_FILE } from "./problem.ts";
import { type ConfLine, readLines } from "./reader.ts";
import { didYouMean } from "./suggest.ts";

type Values = Record<string, unknown>;

interface Seen {
  readonly values: Values;
  readonly places: Map<string, Place>;
  readonly keys: Map<string, number>;
  readonly items: Map<unknown, ConfLine>;
}

const reportAt = (place: Place, name: string, report: Reporter): LineReporter => ({
  error: (text, advice, kind) => {
    report.error(place, `${name}: ${text}`, advice, kind);
    return undefined;
  },
  warning: (text, advice, kind) => report.warning(place, `${name}: ${text}`, advice, kind),
  note: (text, advice, kind) => report.note(place, `${name}: ${text}`, advice, kind),
});

function storeOne(key: string, value: unknown, place: Place, seen: Seen, lineReport: LineReporter): void {
  const before = seen.places.get(key);
  if (before) lineReport.warning(`replaces the value of line ${before.line}`, "keep one of the two lines");
  seen.places.set(key, place);
  seen.values[key] = value;
}

function storeMany(
  key: string,
  row: Many<unknown>,
  value: unknown,
  place: Place,
  seen: Seen,
  lineReport: LineReporter,
): void {
  const all = seen.values[key];
  if (!Array.isArray(all)) return;
  const { repeats } = row;
  const id = repeats?.key(value) ?? "";
  const same = repeats && seen.keys.get(`${key} ${id}`);
  if (repeats && same !== undefined) {
    const which = repeats.keep === "first" ? "this line is ignored" : "the line before it is ignored";
    lineReport.warning(`${id} is there already; ${which}`, "keep one of the two lines");
    if (repeats.keep === "last") all[same] = value;
    return;
  }
  seen.keys.set(`${key} ${id}`, all.length);
  if (!seen.places.has(key)) seen.places.set(key, place);
  all.push(value);
}

function checkCount(row: Row<unknown>, rest: readonly Word[], report: Reporter, lineReport: LineReporter): boolean {
  const synopsis = `write ${row.name} ${row.form}`;
  if (rest[0]?.text === "=" && !rest[0].quoted) {
    lineReport.error("a = has no place here", synopsis);
    return false;
  }
  if (rest.length < row.least) {
    lineReport.error(rest.length === 0 ? "nothing follows it" : "there are too few words", synopsis);
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
  if (obsolete !== undefined) return report.warning(first, `${name} is obsolete and ignored`, obsolete, "old-word");
  const known = Object.values(file.table).map((row) => row.name);
  const upper = known.find((row) => row === name.toUpperCase());
  const advice = upper === undefined ? () => didYouMean(name, known) : `write it in upper case: ${upper}`;
  report.error(first, `${name} is not known`, advice, "unknown-word");
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
  const lineReport = reportAt(line.first, row.name, report);
  if (!checkCount(row, line.rest, report, lineReport)) return;
  const value = row.read(
    line.rest.slice(0, row.most).map(({ text }) => text),
    lineReport,
  );
  if (value === undefined) return;
  seen.items.set(value, line);
  if (row.kind === "one") storeOne(key, value, line.first, seen, lineReport);
  else storeMany(key, row, value, line.first, seen, lineReport);
}

export interface ParsedDirectives<T extends DirectiveTable> {
  readonly settings: Settings<T>;
  /** Where a property was set: the last line of a value, the first of a list. */
  readonly places: ReadonlyMap<string, Place>;
  /** Where a value of a list stands. */
  readonly placeOf: (item: object) => Place;
  /** The words behind the name on the line of a value of a list. */
  readonly wordsOf: (item: object) => readonly Word[];
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
  const seen: Seen = { values: settings as Values, places: new Map(), keys: new Map(), items: new Map() };
  for (const line of lines) readLine(directives, line, seen, report);
  const placeOf = (item: object): Place => seen.items.get(item)?.first ?? WHOLE_FILE;
  const wordsOf = (item: object): readonly Word[] => seen.items.get(item)?.rest ?? [];
  return { settings, places: seen.places, placeOf, wordsOf, problems: byPlace([...problems, ...report.problems]) };
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
