/** A rule: what it looks at, what it finds, what that means, and what mends it. */
import type { Place, Severity } from "../../conf/problem.ts";
import type { CheckInput } from "./check-input.ts";

/** A mend that is certain: nobody could want anything else. */
export type Fix =
  | { readonly kind: "text"; readonly path: string; readonly change: (text: string) => string }
  | { readonly kind: "mode"; readonly path: string; readonly mode: number; readonly gid: number }
  | { readonly kind: "rename"; readonly path: string; readonly to: string };

export interface Spot extends Place {
  readonly file: string;
}

export interface Found {
  readonly severity: Severity;
  readonly at: Spot;
  readonly text: string;
  /** What to do here, where the mend of the rule can be put more exactly. */
  readonly advice?: string | undefined;
  readonly fix?: Fix | undefined;
}

export interface Rule {
  readonly name: string;
  readonly looksAt: string;
  /** Why it matters. */
  readonly means: string;
  readonly mend: string;
  find(input: CheckInput): readonly Found[];
}

export interface Finding extends Found {
  readonly rule: string;
}

/** The file as a whole. */
export const wholeFile = (file: string): Spot => ({ file, line: 0, column: 0 });

export const spot = (file: string, { line, column }: Place): Spot => ({ file, line, column });
