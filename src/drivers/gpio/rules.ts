/**
 * How states follow from lines: `OL=^0;OB=0;LB=3&^6|4;`. `^` is "not", `&` binds closer than `|`.
 *
 *     OB    line 0 is high
 *     LB    line 3 is high and line 6 low, or line 4 is high
 */

interface Term {
  readonly line: number;
  readonly high: boolean;
}

export interface Rule {
  readonly state: string;
  /** It holds where all terms of one of these do. */
  readonly anyOf: readonly (readonly Term[])[];
}

const RULE = /^([a-z]{1,11})=(.*)$/i;
const TERM = /^(\^?)(\d{1,5})$/;

function termsIn(text: string): readonly Term[] | undefined {
  const terms = text.split("&").flatMap((word) => {
    const [, not, line] = TERM.exec(word) ?? [];
    return line === undefined ? [] : [{ line: Number(line), high: not === "" }];
  });
  return terms.length === text.split("&").length ? terms : undefined;
}

function ruleIn(text: string): Rule | undefined {
  const [, state, formula = ""] = RULE.exec(text) ?? [];
  const parts = formula.split("|");
  const anyOf = parts.flatMap((part) => {
    const terms = termsIn(part);
    return terms ? [terms] : [];
  });
  return state !== undefined && anyOf.length === parts.length ? { state, anyOf } : undefined;
}

/** The rules, or what is wrong with them. Blanks do not count. */
export function parseRules(text: string): readonly Rule[] | string {
  const words = text
    .replace(/\s+/g, "")
    .split(";")
    .filter((word) => word !== "");
  const wrong = words.find((word) => ruleIn(word) === undefined);
  if (wrong !== undefined) return `"${wrong}" in rules is no STATE=[^]LINE[&[^]LINE][|[^]LINE]`;
  return words.length > 0
    ? words.flatMap((word) => ruleIn(word) ?? [])
    : "rules is empty: it says what each line means";
}

/** Each line once. */
export const linesOf = (rules: readonly Rule[]): readonly number[] => [
  ...new Set(rules.flatMap(({ anyOf }) => anyOf.flatMap((terms) => terms.map(({ line }) => line)))),
];

/** States that hold, in the order of the rules. */
export const statesOf = (rules: readonly Rule[], high: ReadonlyMap<number, boolean>): readonly string[] => {
  const isMet = (terms: readonly Term[]): boolean => terms.every((term) => high.get(term.line) === term.high);
  return [...new Set(rules.flatMap(({ state, anyOf }) => (anyOf.some(isMet) ? [state] : [])))];
};
