/** Changes in a user's file: one line is written, all others stay as they are, byte for byte. */
import { formatWord, type Word } from "../nut/words.ts";
import type { Place } from "./problem.ts";
import { type ConfLine, readLines } from "./reader.ts";
import { formatAssignment, parseShellFragment } from "./shell-fragment.ts";

const BOM = "\ufeff";

const lineEnd = (text: string): string => (/\r\n/.test(text) ? "\r\n" : "\n");

/** Works on the text as the readers count it. */
function withoutBom(text: string, change: (text: string) => string): string {
  return text.startsWith(BOM) ? BOM + change(text.slice(BOM.length)) : change(text);
}

function offsetOf(text: string, { line, column }: Place): number {
  let at = 0;
  for (let number = 1; number < line; number++) {
    const next = text.indexOf("\n", at);
    if (next < 0) return text.length;
    at = next + 1;
  }
  return Math.min(text.length, at + column - 1);
}

/** A word as it is written, with its quotes and backslashes. */
const WRITTEN = /"(?:[^"\\]|\\[\s\S])*"?|=|(?:[^\s#="\\]|\\[\s\S])(?:[^\s#=\\]|\\[\s\S])*/y;

function endOfWord(text: string, at: number): number {
  WRITTEN.lastIndex = at;
  return WRITTEN.test(text) ? WRITTEN.lastIndex : at;
}

const splice = (text: string, from: number, to: number, by: string): string =>
  text.slice(0, from) + by + text.slice(to);

/** Writes another word where one stands. */
export const replaceWord = (text: string, place: Place, word: string): string =>
  withoutBom(text, (plain) => {
    const at = offsetOf(plain, place);
    return splice(plain, at, endOfWord(plain, at), formatWord(word));
  });

const lastWord = ({ first, rest }: ConfLine): Word => rest.at(-1) ?? first;

/** Replaces all that stands behind the first word of a line, but for its comment. */
function replaceRest(text: string, line: ConfLine, rest: string): string {
  const from = endOfWord(text, offsetOf(text, line.first));
  const last = lastWord(line);
  const to = endOfWord(text, offsetOf(text, last));
  return splice(text, from, Math.max(from, to), rest === "" ? "" : ` ${rest}`);
}

/** Puts a line behind line `after`; 0 stands for the top. */
function insertLine(text: string, after: number, line: string): string {
  const end = lineEnd(text);
  const at = offsetOf(text, { line: after + 1, column: 1 });
  const before = text.slice(0, at);
  const parted = before === "" || before.endsWith("\n") ? before : before + end;
  return `${parted}${line}${end}${text.slice(at)}`;
}

/** The last line that shows what could be written, as a comment, or undefined. */
function exampleLine(text: string, name: string): number | undefined {
  const example = new RegExp(`^\\s*#\\s*${name}\\b`);
  const found = text.split("\n").findLastIndex((line) => example.test(line));
  return found < 0 ? undefined : found + 1;
}

const lineCount = (text: string): number => text.split("\n").length - (text.endsWith("\n") || text === "" ? 1 : 0);

/** Sets a directive of upsd.conf, upsmon.conf or upssched.conf: its last line, else a new one, behind an example where there is one. */
export const setDirective = (text: string, name: string, args: readonly string[]): string =>
  withoutBom(text, (plain) => {
    const rest = args.map(formatWord).join(" ");
    const line = readLines(plain, "").lines.findLast(({ first }) => first.text === name);
    if (line) return replaceRest(plain, line, rest);
    return insertLine(plain, exampleLine(plain, name) ?? lineCount(plain), `${name} ${rest}`);
  });

const headerOf = ({ first }: ConfLine): string | undefined => /^\[(.+)\]$/.exec(first.text)?.[1];

/** The header of a section and what belongs to it. */
function sectionLines(text: string, section: string): readonly ConfLine[] {
  const { lines } = readLines(text, "");
  const from = lines.findIndex((line) => headerOf(line) === section);
  if (from < 0) return [];
  const length = lines.slice(from + 1).findIndex(({ first }) => first.text.startsWith("["));
  return lines.slice(from, length < 0 ? undefined : from + 1 + length);
}

const indentOf = (text: string, { first }: ConfLine): string => {
  const at = offsetOf(text, { line: first.line, column: 1 });
  return /^[ \t]*/.exec(text.slice(at))?.[0] ?? "";
};

function insertInSection(text: string, section: string, written: string): string {
  const [header, ...entries] = sectionLines(text, section);
  if (!header) {
    const gap = text === "" ? "" : lineEnd(text);
    return insertLine(text, lineCount(text), `${gap}[${section}]${lineEnd(text)}\t${written}`);
  }
  const last = entries.at(-1);
  const indent = last ? indentOf(text, last) : "\t";
  return insertLine(text, lastWord(last ?? header).line, `${indent}${written}`);
}

/** Sets an option in a section of ups.conf or upsd.users; a flag has no value. A section that is not there is added. */
export const setOption = (text: string, section: string, name: string, value?: string): string =>
  withoutBom(text, (plain) => {
    const entry = sectionLines(plain, section).findLast(({ first }) => first.text === name);
    if (entry) return replaceRest(plain, entry, value === undefined ? "" : `= ${formatWord(value)}`);
    return insertInSection(plain, section, value === undefined ? name : `${name} = ${formatWord(value)}`);
  });

/** Adds a line with words to a section of upsd.users, whose lines of one name count together. */
export const addOption = (text: string, section: string, name: string, words: readonly string[]): string =>
  withoutBom(text, (plain) => insertInSection(plain, section, `${name} = ${words.map(formatWord).join(" ")}`));

/** Removes what stands at a place, with all its lines. */
export const removeLine = (text: string, line: number): string =>
  withoutBom(text, (plain) => {
    const found = readLines(plain, "").lines.find(({ first }) => first.line === line);
    if (!found) return plain;
    const from = offsetOf(plain, { line, column: 1 });
    const end = plain.indexOf("\n", endOfWord(plain, offsetOf(plain, lastWord(found))));
    return splice(plain, from, end < 0 ? plain.length : end + 1, "");
  });

const SHELL_WORD = /(?:[^\s"';#\\]|\\[\s\S]|"(?:[^"\\]|\\[\s\S])*"|'[^']*')*/y;

/** Sets a variable of nut.conf. */
export const setAssignment = (text: string, name: string, value: string): string =>
  withoutBom(text, (plain) => {
    const written = formatAssignment(name, value);
    const found = parseShellFragment(plain, "").assignments.findLast((each) => each.name === name);
    if (!found) return insertLine(plain, exampleLine(plain, name) ?? lineCount(plain), written);
    const from = offsetOf(plain, found);
    SHELL_WORD.lastIndex = from;
    return splice(plain, from, SHELL_WORD.test(plain) ? SHELL_WORD.lastIndex : from, written);
  });
