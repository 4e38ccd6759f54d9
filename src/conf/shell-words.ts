/** The words of a shell script, without any meaning: quotes and backslashes are gone, nothing is expanded. */
import type { Place, Reporter } from "./problem.ts";

export interface ShellWord extends Place {
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
      const advice = `close it with a ${this.#quote}`;
      this.#report.error(this.#opened, "the quote opened here is not closed", advice, "quote-not-closed");
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

/** The statements of a text, which end with a line or a `;`. */
export function shellStatements(text: string, report: Reporter): readonly (readonly ShellWord[])[] {
  const reader = new ShellReader(report);
  reader.read(text.replace(/^\ufeff/, "").replaceAll("\r\n", "\n"));
  return reader.statements;
}
