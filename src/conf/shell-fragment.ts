/**
 * The part of the shell's language that nut.conf is written in: assignments, quotes, comments, `export`.
 *
 *     MODE=standalone            # a comment
 *     UPSD_OPTIONS="-D -4"; POWEROFF_WAIT='15m'
 *     export NUT_DEBUG_LEVEL=2
 *
 * Nothing is expanded and nothing is run.
 */
import { checkBytes } from "./odd-bytes.ts";
import { byPlace, type Place, type Problem, type Reporter, reporter } from "./problem.ts";
import { type ShellWord, shellStatements } from "./shell-words.ts";

export interface Assignment extends Place {
  readonly name: string;
  readonly value: string;
}

export interface ShellFragment {
  /** In file order; a later one of a name counts. */
  readonly assignments: readonly Assignment[];
  readonly problems: readonly Problem[];
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

export function parseShellFragment(text: string, file: string): ShellFragment {
  const report = reporter(file);
  const assignments: Assignment[] = [];
  const readable = checkBytes(text, { control: "kept", undecoded: "kept" }, report);
  for (const words of shellStatements(readable ? text : "", report)) {
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
