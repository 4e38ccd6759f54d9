/** Command lines by getopt's rules from one table; options stop at the first operand, so `-1` can be a value. */
export interface Option {
  readonly short?: string;
  readonly long?: string;
  /** Name of the argument in help; absent for a flag. */
  readonly arg?: string;
  readonly help: string;
}

export interface OptionTable {
  /** What follows the options, in usage notation: `<ups> [<variable>]`. */
  readonly operands: string;
  readonly options: readonly Option[];
  /** Lines that follow the options in help. */
  readonly notes?: readonly string[];
}

export interface CommandLine {
  count(name: string): number;
  has(name: string): boolean;
  value(name: string): string | undefined;
  all(name: string): readonly string[];
  /** The options in the order they were given (short names where there are any), for those where the last one wins. */
  readonly given: readonly string[];
  readonly operands: readonly string[];
}

export type ParsedLine =
  | { readonly kind: "ok"; readonly line: CommandLine }
  | { readonly kind: "error"; readonly text: string };

interface Hit {
  readonly option: Option;
  readonly value: string;
}

type Step = { readonly hits: readonly Hit[]; readonly used: number } | { readonly error: string };

function readLong(table: OptionTable, word: string, next: string | undefined): Step {
  const [name = "", ...rest] = word.slice(2).split("=");
  const option = table.options.find(({ long }) => long === name);
  if (!option) return { error: `unrecognized option '--${name}'` };
  if (option.arg === undefined) {
    return rest.length > 0
      ? { error: `option '--${name}' takes no argument` }
      : { hits: [{ option, value: "" }], used: 1 };
  }
  if (rest.length > 0) return { hits: [{ option, value: rest.join("=") }], used: 1 };
  return next === undefined
    ? { error: `option '--${name}' requires an argument` }
    : { hits: [{ option, value: next }], used: 2 };
}

function readShort(table: OptionTable, word: string, next: string | undefined): Step {
  const hits: Hit[] = [];
  for (let i = 1; i < word.length; i++) {
    const letter = word.charAt(i);
    const option = table.options.find(({ short }) => short === letter);
    if (!option) return { error: `invalid option -- '${letter}'` };
    if (option.arg === undefined) {
      hits.push({ option, value: "" });
      continue;
    }
    const attached = word.slice(i + 1);
    if (attached !== "") return { hits: [...hits, { option, value: attached }], used: 1 };
    if (next === undefined) return { error: `option requires an argument -- '${letter}'` };
    return { hits: [...hits, { option, value: next }], used: 2 };
  }
  return { hits, used: 1 };
}

function commandLine(hits: readonly Hit[], operands: readonly string[]): CommandLine {
  const named = (name: string): readonly string[] =>
    hits.filter(({ option }) => option.short === name || option.long === name).map(({ value }) => value);
  return {
    operands,
    given: hits.map(({ option }) => option.short ?? option.long ?? ""),
    all: named,
    value: (name) => named(name).at(-1),
    count: (name) => named(name).length,
    has: (name) => named(name).length > 0,
  };
}

/** Reads `argv` (without program and subcommand). Never throws. */
export function parseCommandLine(table: OptionTable, argv: readonly string[]): ParsedLine {
  const hits: Hit[] = [];
  let at = 0;
  while (at < argv.length) {
    const word = argv[at] ?? "";
    if (word === "--") return { kind: "ok", line: commandLine(hits, argv.slice(at + 1)) };
    if (!word.startsWith("-") || word === "-") break;
    const step = (word.startsWith("--") ? readLong : readShort)(table, word, argv[at + 1]);
    if ("error" in step) return { kind: "error", text: step.error };
    hits.push(...step.hits);
    at += step.used;
  }
  return { kind: "ok", line: commandLine(hits, argv.slice(at)) };
}

/** `-j, --json`, `-W <secs>`: an option as help shows it. */
export const optionLabel = ({ short, long, arg }: Option): string => {
  const names = [short && `-${short}`, long && `--${long}`].filter(Boolean).join(", ");
  return arg === undefined ? names : `${names} <${arg}>`;
};

export function usage(name: string, table: OptionTable): string {
  const labels = table.options.map(optionLabel);
  const width = Math.max(0, ...labels.map((label) => label.length));
  const rows = table.options.map(({ help }, i) => `  ${(labels[i] ?? "").padEnd(width)}  ${help}`);
  const notes = table.notes ? ["", ...table.notes] : [];
  return [`usage: ${name} [OPTIONS] ${table.operands}`.trimEnd(), "", ...rows, ...notes, ""].join("\n");
}
