/**
 * The part of the shell's language that nut.conf is written in: assignments, quotes, comments, `export`.
 *
 *     MODE=standalone            # a comment
 *     UPSD_OPTIONS="-D -4"; POWEROFF_WAIT='15m'
 *     export NUT_DEBUG_LEVEL=2
 *
 * Nothing is expanded and nothing is run.
 */
import { byPlace, type Place, type Problem, type Reporter, reporter } from "./problem.ts";

export interface Assignment extends Place {
  readonly name: string;
  readonly value: string;
}

export interface ShellFragment {
  /** In file order; a later one of a name counts. */
  readonly assignments: readonly Assignment[];
  readonly problems: readonly Problem[];
}

interface ShellWord extends Place {
  readonly text: string;
  /** Where an unquoted `=` stands first, or -1. */
  readonly equals: number;
}

type Quote = "" | "'" | '"';

/** Splits a text into statements of words. Never throws. */
class ShellReader {
  readonly statements: ShellWord[][] = [];
  readonly #report: Reporter;
  #statement: ShellWord[] = [];
  #text: string | undefined;
  #equals = -1;
  #quote: Quote = "";
  #opened: Place = { line: 1, column: 1 };
  #start: Place = { line: 1, column: 1 };
  #line = 1;
  #column = 0;

  constructor(report: Reporter) {
    this.#report = report;
  }

  read(text: string): void {
    for (let at = 0; at < text.length; at++) at = this.#char(text, at);
    if (this.#quote !== "") {
      this.#report.error(this.#opened, "the quote opened here is not closed", `close it with a ${this.#quote}`);
    }
    this.#endStatement();
  }

  /** Takes the character at `at` and returns the place of the last one taken. */
  #char(text: string, at: number): number {
    const ch = text.charAt(at);
    this.#column++;
    if (ch === "\n") return this.#newline(at);
    if (this.#quote === "'") return this.#quoted(ch, at);
    if (ch === "\\") return this.#escape(text, at);
    if (this.#quote === '"') return this.#quoted(ch, at);
    if (ch === "#" && this.#text === undefined) return this.#comment(text, at);
    if (ch === ";") this.#endStatement();
    else if (/\s/.test(ch)) this.#endWord();
    else if (ch === "'" || ch === '"') this.#open(ch);
    else this.#bare(ch);
    return at;
  }

  #newline(at: number): number {
    if (this.#quote !== "") this.#add("\n");
    else this.#endStatement();
    this.#line++;
    this.#column = 0;
    return at;
  }

  #quoted(ch: string, at: number): number {
    if (ch === this.#quote) this.#quote = "";
    else this.#add(ch);
    return at;
  }

  #escape(text: string, at: number): number {
    const next = text.charAt(at + 1);
    if (next === "\n") {
      this.#line++;
      this.#column = 0;
      return at + 1;
    }
    this.#begin();
    if (this.#quote === '"' && !/["\\$`]/.test(next)) this.#add("\\");
    this.#add(next);
    this.#column++;
    return at + 1;
  }

  #comment(text: string, at: number): number {
    const end = text.indexOf("\n", at);
    return (end < 0 ? text.length : end) - 1;
  }

  #open(quote: Quote): void {
    this.#begin();
    this.#quote = quote;
    this.#opened = { line: this.#line, column: this.#column };
  }

  #bare(ch: string): void {
    this.#begin();
    if (ch === "=" && this.#equals < 0) this.#equals = this.#text?.length ?? 0;
    this.#add(ch);
  }

  #begin(): void {
    if (this.#text !== undefined) return;
    this.#text = "";
    this.#start = { line: this.#line, column: this.#column };
  }

  #add(ch: string): void {
    this.#text = (this.#text ?? "") + ch;
  }

  #endWord(): void {
    if (this.#text !== undefined) this.#statement.push({ text: this.#text, equals: this.#equals, ...this.#start });
    this.#text = undefined;
    this.#equals = -1;
  }

  #endStatement(): void {
    this.#endWord();
    if (this.#statement.length > 0) this.statements.push(this.#statement);
    this.#statement = [];
  }
}

const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

function assignmentOf({ text, equals, line, column }: ShellWord): Assignment | undefined {
  const name = text.slice(0, Math.max(0, equals));
  return NAME.test(name) ? { name, value: text.slice(equals + 1), line, column } : undefined;
}

function reportStatement(words: readonly ShellWord[], stray: ShellWord, report: Reporter): void {
  const spaced = words.find(({ text, equals }) => text === "=" || equals === 0 || (equals > 0 && text.endsWith("=")));
  const advice = spaced ? "write no blanks around the =" : "put a value with blanks in quotes";
  report.error(stray, "this is not an assignment and has no effect", advice);
}

/** A shell would take `A=1 command` as a command: nothing of such a statement counts. */
function readStatement(words: readonly ShellWord[], report: Reporter): readonly Assignment[] {
  const stray = words.find((word) => assignmentOf(word) === undefined);
  if (stray) {
    reportStatement(words, stray, report);
    return [];
  }
  return words.flatMap((word) => assignmentOf(word) ?? []);
}

/** Reads the assignments of a text. */
export function parseShellFragment(text: string, file: string): ShellFragment {
  const report = reporter(file);
  const reader = new ShellReader(report);
  reader.read(text.replace(/^\ufeff/, "").replaceAll("\r\n", "\n"));
  const assignments: Assignment[] = [];
  for (const words of reader.statements) {
    const isExport = words[0]?.text === "export";
    const rest = isExport ? words.slice(1) : words;
    const found = readStatement(isExport ? rest.filter(({ text }) => !NAME.test(text)) : rest, report);
    for (const assignment of found) assignments.push(assignment);
  }
  for (const { value, ...place } of assignments) {
    if (/[$`]/.test(value)) report.note(place, `${place.name}: nothing is expanded; the value is taken as it stands`);
  }
  return { assignments, problems: byPlace(report.problems) };
}

const PLAIN = /^[A-Za-z0-9_@%+:,./-]*$/;

/** One assignment as shells and systemd read it. */
export function formatAssignment(name: string, value: string): string {
  if (PLAIN.test(value)) return `${name}=${value}`;
  return `${name}="${value.replace(/["\\$`]/g, "\\$&")}"`;
}
