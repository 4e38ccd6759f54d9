/** All rules over one input: the gravest findings first, and no line told twice. */
import type { Severity } from "../../conf/problem.ts";
import type { CheckInput } from "./check-input.ts";
import type { Finding } from "./rule.ts";
import { READERS, RULES, SPEAKS_FOR_READERS } from "./rules/all.ts";

const GRAVITY: Readonly<Record<Severity, number>> = { error: 0, warning: 1, note: 2 };

const placeOf = ({ at: { file, line } }: Finding): string => `${file}:${line}`;

function withoutEchoes(findings: readonly Finding[]): readonly Finding[] {
  const told = new Set(findings.filter(({ rule }) => SPEAKS_FOR_READERS.has(rule)).map(placeOf));
  return findings.filter((finding) => !READERS.has(finding.rule) || !told.has(placeOf(finding)));
}

export function runRules(input: CheckInput): readonly Finding[] {
  const findings = RULES.flatMap(({ name, mend, find }) =>
    find(input).map((found): Finding => ({ rule: name, ...found, advice: found.advice ?? mend })),
  );
  const order = new Map(RULES.map(({ name }, index) => [name, index]));
  const rank = ({ rule }: Finding): number => order.get(rule) ?? 0;
  return [...withoutEchoes(findings)].sort(
    (a, b) =>
      GRAVITY[a.severity] - GRAVITY[b.severity] ||
      rank(a) - rank(b) ||
      a.at.line - b.at.line ||
      a.at.column - b.at.column,
  );
}
