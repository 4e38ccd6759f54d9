/** What a directive is: a row of a table from which come reading, writing, defaults and problems. */
import type { Advice, ProblemKind } from "./problem.ts";
import type { ValueCodec } from "./values.ts";

export interface LineReporter {
  /** The line has no effect. */
  error(text: string, advice?: Advice, kind?: ProblemKind): undefined;
  warning(text: string, advice?: Advice, kind?: ProblemKind): void;
  note(text: string, advice?: Advice, kind?: ProblemKind): void;
}

export interface Row<T> {
  readonly name: string;
  /** Its arguments as a synopsis: `<address> [<port>]`. */
  readonly form: string;
  /** Arguments it cannot do without, and those it looks at; more are reported. */
  readonly least: number;
  readonly most: number;
  readonly anyCase?: boolean;
  /** The value of a line, or undefined when it has none; `say` has been told why. */
  read(args: readonly string[], report: LineReporter): T | undefined;
  /** The arguments that read back as the value. */
  write(value: T): readonly string[];
}

/** A directive of one value: a second line replaces it. */
export interface One<T, D> extends Row<T> {
  readonly kind: "one";
  readonly fallback: D;
}

/** A directive whose lines add up. */
export interface Many<T> extends Row<T> {
  readonly kind: "many";
  /** Lines of the same key are one thing: what becomes of the second one. */
  readonly repeats?: { key(value: T): string; readonly keep: "first" | "last" };
}

export type DirectiveTable = Readonly<Record<string, One<unknown, unknown> | Many<unknown>>>;

/** What a table reads: one property for each of its rows. */
export type Settings<T extends DirectiveTable> = {
  readonly [K in keyof T]: T[K] extends Many<infer V>
    ? readonly V[]
    : T[K] extends One<infer V, infer D>
      ? V | D
      : never;
};

export interface DirectiveFile<T extends DirectiveTable> {
  readonly table: T;
  /** Names of the past with what to do about them. */
  readonly obsolete: ReadonlyMap<string, string>;
}

export const one = <T, D>(name: string, codec: ValueCodec<T>, fallback: D): One<T, D> => ({
  kind: "one",
  name,
  form: `<${codec.form}>`,
  least: 1,
  most: 1,
  fallback,
  read: ([word = ""], report) => {
    const read = codec.read(word);
    if (read.kind === "bad") return report.error(read.text, read.advice);
    if (read.doubt !== undefined) report.warning(read.doubt, read.advice);
    return read.value;
  },
  write: (value) => [codec.write(value)],
});

export function defaultsOf<T extends DirectiveTable>(table: T): Settings<T> {
  const entries = Object.entries(table).map(([key, row]) => [key, row.kind === "one" ? row.fallback : []]);
  return Object.fromEntries(entries) as Settings<T>;
}
