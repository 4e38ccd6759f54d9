/** What a configuration file says that is wrong, doubtful or out of date, and where it says so. */

/** A place in a file: line and column count from 1, the column in characters. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/**
 *  - `error`: the line, or what it belongs to, has no effect.
 *  - `warning`: it has an effect, but hardly the one that was meant, or it protects nothing any more.
 *  - `note`: it works and there is a better way to write it.
 */
export type Severity = "error" | "warning" | "note";

/** What a problem is an example of, where more can be said than that its line is wrong. */
export type ProblemKind =
  | "cancel-names-a-timer"
  | "certhost-unused"
  | "deadtime-too-short"
  | "minsupplies"
  | "no-monitor"
  | "no-powerdownflag"
  | "no-shutdowncmd"
  | "no-ups"
  | "notifycmd-unused"
  | "old-word"
  | "powerdownflag-relative"
  | "quote-not-closed"
  | "timers-incomplete"
  | "unknown-word"
  | "ups-incomplete"
  | "user-without-password";

export interface Problem extends Place {
  readonly severity: Severity;
  readonly file: string;
  readonly text: string;
  readonly advice?: string;
  readonly kind?: ProblemKind;
}

/** `file:line:column: text`, with the advice after it. Line 0 stands for the file as a whole. */
export function formatProblem({ file, line, column, text, advice }: Problem): string {
  const where = line > 0 ? `${file}:${line}:${column}` : file;
  return advice === undefined ? `${where}: ${text}` : `${where}: ${text}; ${advice}`;
}

/** Advice, or the way to find it: asked for only when the problem is listed. */
export type Advice = string | undefined | (() => string | undefined);

type Report = (place: Place, text: string, advice?: Advice, kind?: ProblemKind) => void;

export interface Reporter {
  readonly error: Report;
  readonly warning: Report;
  readonly note: Report;
  readonly problems: readonly Problem[];
}

export const WHOLE_FILE: Place = { line: 0, column: 0 };

/** What a report holds at most: a file of rubbish must not become a log of rubbish. */
const MOST_PROBLEMS = 200;
const LONGEST_TEXT = 300;

/** Control characters of the file never reach a terminal. */
const printable = (text: string): string => text.slice(0, LONGEST_TEXT).replace(/[\x00-\x1f\x7f-\x9f]/g, "?");

const CLOSING = "there are more problems from here on; they are not listed";

export function reporter(file: string): Reporter {
  const problems: Problem[] = [];
  const adder =
    (severity: Severity): Report =>
    ({ line, column }, text, advice, kind) => {
      if (problems.length > MOST_PROBLEMS) return;
      const where = { severity, file, line, column };
      if (problems.length === MOST_PROBLEMS) {
        problems.push({ ...where, text: CLOSING });
        return;
      }
      const found = typeof advice === "function" ? advice() : advice;
      const rest = found === undefined ? {} : { advice: printable(found) };
      problems.push({ ...where, text: printable(text), ...rest, ...(kind && { kind }) });
    };
  return { problems, error: adder("error"), warning: adder("warning"), note: adder("note") };
}

export const byPlace = (problems: readonly Problem[]): readonly Problem[] =>
  [...problems].sort((a, b) => a.line - b.line || a.column - b.column);
