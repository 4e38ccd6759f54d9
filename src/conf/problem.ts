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

export interface Problem extends Place {
  readonly severity: Severity;
  readonly file: string;
  readonly text: string;
  /** What to do about it. */
  readonly advice?: string;
}

/** `file:line:column: text`, with the advice after it. Line 0 stands for the file as a whole. */
export function formatProblem({ file, line, column, text, advice }: Problem): string {
  const where = line > 0 ? `${file}:${line}:${column}` : file;
  return advice === undefined ? `${where}: ${text}` : `${where}: ${text}; ${advice}`;
}

/** Collects the problems of one file. */
export interface Reporter {
  error(place: Place, text: string, advice?: string): void;
  warning(place: Place, text: string, advice?: string): void;
  note(place: Place, text: string, advice?: string): void;
  readonly problems: readonly Problem[];
}

/** The place of what concerns the whole file. */
export const WHOLE_FILE: Place = { line: 0, column: 0 };

/** What a report holds at most: a file of rubbish must not become a log of rubbish. */
const MOST_PROBLEMS = 200;
const LONGEST_TEXT = 300;

/** Control characters of the file never reach a terminal. */
const printable = (text: string): string => text.slice(0, LONGEST_TEXT).replace(/[\x00-\x1f\x7f-\x9f]/g, "?");

export function reporter(file: string): Reporter {
  const problems: Problem[] = [];
  const say =
    (severity: Severity) =>
    ({ line, column }: Place, text: string, advice?: string): void => {
      if (problems.length > MOST_PROBLEMS) return;
      const full = problems.length === MOST_PROBLEMS;
      problems.push({
        severity,
        file,
        line,
        column,
        text: full ? "there are more problems from here on; they are not listed" : printable(text),
        ...(advice === undefined || full ? {} : { advice: printable(advice) }),
      });
    };
  return { problems, error: say("error"), warning: say("warning"), note: say("note") };
}

/** Problems in the order of the file. */
export const byPlace = (problems: readonly Problem[]): readonly Problem[] =>
  [...problems].sort((a, b) => a.line - b.line || a.column - b.column);
