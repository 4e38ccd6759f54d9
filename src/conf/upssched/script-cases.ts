/** Which names a shell script's `case "$1" in` knows, and what it does for each. A sketch of the shell's grammar: enough for what people write. */
import { matchesShellPattern } from "../../nut/shell-pattern.ts";

export interface ScriptCase {
  /** `onbatt`, `onbatt*`, `*`. */
  readonly patterns: readonly string[];
  /** Commands, without comments. */
  readonly body: string;
}

const SUBJECT = /(?:^|[;&{]|\b(?:then|else|do)\b)\s*case\s+["']?\$\{?(\w+)[^\s]*\s+in\b/;
const HEAD = new RegExp(`^.*?${SUBJECT.source}`);
/** A dollar sign that a quoted here-document has kept from meaning anything. */
const NO_SUBJECT = /^\s*case\s+["']?\\\$\{?1/;
const LABEL = /^\s*\(?\s*((?:"[^"]*"|'[^']*'|[^\s()"'|;]+)(?:\s*\|\s*(?:"[^"]*"|'[^']*'|[^\s()"'|;]+))*)\s*\)(.*)$/;

const bare = (pattern: string): string => pattern.trim().replace(/^(["'])(.*)\1$/, "$2");

const withoutComment = (line: string): string => line.replace(/(^|\s)#.*$/, "$1");

/** It is the first argument, or a variable that was set to it: of anything made out of it the names are others. */
function isFirstArgument(script: string, subject: string | undefined): boolean {
  if (subject === undefined || subject === "1") return subject !== undefined;
  return new RegExp(`\\b${subject}=["']?\\$\\{?1\\}?["']?(?:[\\s;]|$)`).test(script);
}

/** The branches of the first `case` over the first argument; undefined where there is none. */
export function scriptCases(script: string): readonly ScriptCase[] | undefined {
  const lines = script.split("\n").map(withoutComment);
  if (lines.some((line) => NO_SUBJECT.test(line))) return [];
  const start = lines.findIndex((line) => isFirstArgument(script, SUBJECT.exec(line)?.[1]));
  if (start < 0) return undefined;
  const cases: { patterns: readonly string[]; body: string }[] = [];
  let depth = 0;
  let open = false;
  const behind = [(lines[start] ?? "").replace(HEAD, ""), ...lines.slice(start + 1)];
  for (const line of behind.flatMap((each) => each.split(/(?<=;;)/))) {
    if (depth === 0 && !open && /^\s*esac\b/.test(line)) break;
    const label = depth === 0 && !open ? LABEL.exec(line) : null;
    const rest = label?.[2] ?? line;
    if (label) {
      cases.push({ patterns: (label[1] ?? "").split("|").map(bare), body: "" });
      open = true;
    }
    depth += (rest.match(/\bcase\b.*\bin\b/g) ?? []).length - (depth > 0 ? (rest.match(/\besac\b/g) ?? []).length : 0);
    const last = cases.at(-1);
    if (last) last.body += `${rest}\n`;
    if (depth === 0 && /;;\s*$/.test(rest)) open = false;
  }
  return cases;
}

/** The branch of a name. */
export const caseOf = (cases: readonly ScriptCase[], name: string): ScriptCase | undefined =>
  cases.find(({ patterns }) => patterns.some((pattern) => matchesShellPattern(pattern, name)));

/** The branch is for whatever no other is for. */
export const isCatchAll = ({ patterns }: ScriptCase): boolean => patterns.includes("*");

/** Names that are written out. */
export const namesIn = (cases: readonly ScriptCase[]): readonly string[] =>
  cases.flatMap(({ patterns }) => patterns.filter((pattern) => !/[*?[]/.test(pattern)));
