/** What can be typed in the place of an operand, read from the usage notation of a program's table. */
import type { Option } from "../options.ts";
import type { ProgramTable } from "../program-table.ts";

export interface CompletedPrograms {
  readonly programs: readonly ProgramTable[];
  readonly drivers: readonly string[];
  /** Of `nutts help`. */
  readonly topics: readonly Topic[];
}

export interface Topic {
  readonly name: string;
  readonly summary: string;
}

/** What `nutts help` explains: topics and programs. */
export const explained = ({ topics, programs }: CompletedPrograms): readonly Topic[] => [
  ...topics,
  ...programs.map(({ name, summary }) => ({ name, summary })),
];

export interface Operands {
  /** Words of the first place. */
  readonly words: readonly string[];
  /** Whether the first place takes the name of a UPS. */
  readonly ups: boolean;
  /** Words of the first place that the name of a UPS may follow. */
  readonly beforeUps: readonly string[];
  /** Where those UPSes are: in ups.conf, for a program that starts drivers, or on the server of this machine. */
  readonly upses: "configured" | "served";
}

const LITERAL = /^[a-z][a-z-]*$/;
const UPS = /^\[?<ups(name)?>/;

/** `start|stop [<ups>]` and `<message> | test [<channel>] | queue`: alternatives have blanks around their bar, or a line each. */
const forms = (operands: string): readonly (readonly string[])[] =>
  operands
    .split(/\n| \| /)
    .map((form) =>
      form
        .trim()
        .replace(/^\[(?=<)/, "")
        .split(/\s+/),
    )
    .map((words) => (words[0] === "driver" && words.length > 1 ? words.slice(1) : words));

export function operandsOf({ operands }: ProgramTable, drivers: readonly string[]): Operands {
  const found = forms(operands).map(([first = "", second = ""]) => ({
    words: first === "<driver>" ? drivers : first.split("|").filter((word) => LITERAL.test(word)),
    ups: UPS.test(first),
    beforeUps: UPS.test(second),
  }));
  return {
    words: found.flatMap(({ words }) => words),
    ups: found.some(({ ups }) => ups),
    beforeUps: found.filter(({ beforeUps }) => beforeUps).flatMap(({ words }) => words),
    upses: operands.includes("<driver>") ? "configured" : "served",
  };
}

export type Argument = "file" | "folder" | "ups" | "other";

/** What the argument of an option is; undefined for a flag. */
export function argumentOf({ arg }: Option): Argument | undefined {
  if (arg === undefined) return undefined;
  if (arg === "file" || arg === "logfile") return "file";
  if (arg === "dir") return "folder";
  return arg === "ups" ? "ups" : "other";
}

/** `-j` and `--json`, as they are typed. */
export const spellings = ({ short, long }: Option): readonly string[] => [
  ...(short === undefined ? [] : [`-${short}`]),
  ...(long === undefined ? [] : [`--${long}`]),
];
