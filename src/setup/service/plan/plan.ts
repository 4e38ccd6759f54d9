/** What is to be done to a machine, in its order: shown before it is done, and undone from its end. */

export type Argv = readonly [program: string, ...args: readonly string[]];

export type Step =
  | { readonly kind: "file"; readonly path: string; readonly text: string; readonly mode: number }
  | {
      readonly kind: "run";
      readonly argv: Argv;
      /** What takes it back; harmless also where the command was never run. */
      readonly undo?: Argv;
      /** What it is for, where a failure ends nothing: it is told, and the rest is done. */
      readonly optional?: string;
    }
  /** Run only when the plan is undone, at this place. */
  | { readonly kind: "undo"; readonly argv: Argv };

export interface Plan {
  readonly steps: readonly Step[];
  /** What a person should know besides: the firewall, a package that is taken over. */
  readonly notes: readonly string[];
}

export type FileStep = Extract<Step, { kind: "file" }>;

export const run = (...argv: Argv): Step => ({ kind: "run", argv });

/** Words of a command line as a person can paste them. */
export const shellWord = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;

export const shellLine = (words: readonly string[]): string => words.map(shellWord).join(" ");
