/** What was found, for people and for scripts. */
import type { Palette } from "../../cli/palette.ts";
import type { Severity } from "../../conf/problem.ts";
import type { CheckInput } from "./check-input.ts";
import type { Finding, Rule } from "./rule.ts";
import { RULES } from "./rules/all.ts";

const CONTROL = /[\x00-\x1f\x7f-\x9f]/g;

const placeOf = ({ at: { file, line, column } }: Finding): string => (line > 0 ? `${file}:${line}:${column}` : file);

const printable = (text: string): string => text.replace(CONTROL, "?");

const colour = (severity: Severity, { bad, warn, name }: Palette): ((text: string) => string) =>
  severity === "error" ? bad : severity === "warning" ? warn : name;

function findingText(finding: Finding, paint: Palette): string {
  const { severity, text, advice, rule } = finding;
  const head = `${placeOf(finding)}: ${colour(severity, paint)(severity)}: ${printable(text)}`;
  return `${head}\n    ${printable(advice ?? "")} ${paint.name(`[${rule}]`)}\n`;
}

const plural = (count: number, what: string): string => `${count} ${what}${count === 1 ? "" : "s"}`;

const SEVERITIES: readonly Severity[] = ["error", "warning", "note"];

function countsOf(findings: readonly Finding[]): string {
  const counts = SEVERITIES.map(
    (severity) => [severity, findings.filter((each) => each.severity === severity).length] as const,
  );
  return counts.flatMap(([severity, count]) => (count > 0 ? [plural(count, severity)] : [])).join(", ");
}

const systemOf = ({ machine: { facts } }: CheckInput): string =>
  `${facts.title}, ${facts.init.name === "none" ? "no init" : facts.init.name}${facts.container ? ", in a container" : ""}`;

/** Files that were read. */
const filesOf = ({ files }: CheckInput): number => Object.values(files).filter(({ kind }) => kind === "read").length;

function closing(input: CheckInput, findings: readonly Finding[], paint: Palette): string {
  const about = `${input.folder} (${systemOf(input)})`;
  const looked = `${plural(filesOf(input), "file")}, ${RULES.length} rules`;
  if (findings.length === 0) return `${paint.good("nothing wrong")} in ${about}: ${looked}\n`;
  const certain = findings.filter(({ fix }) => fix !== undefined).length;
  const mend = certain > 0 ? [`nutts check --fix mends ${certain} of them, after showing how`] : [];
  return `${[`${countsOf(findings)} in ${about}: ${looked}`, ...mend, "nutts check --explain RULE tells more of a rule"].join("\n")}\n`;
}

export const humanReport = (input: CheckInput, findings: readonly Finding[], paint: Palette): string =>
  findings.map((finding) => findingText(finding, paint)).join("") + closing(input, findings, paint);

const jsonOf = ({ rule, severity, at: { file, line, column }, text, advice, fix }: Finding): object => ({
  rule,
  severity,
  file,
  line,
  column,
  text,
  advice,
  fixable: fix !== undefined,
});

/** As JSON.stringify takes it. */
export const reportObject = (input: CheckInput, findings: readonly Finding[]): object => ({
  folder: input.folder,
  system: {
    title: input.machine.facts.title,
    distribution: input.machine.facts.distribution.name,
    init: input.machine.facts.init.name,
  },
  ok: !isWrong(findings),
  findings: findings.map(jsonOf),
});

/** Notes alone are no trouble. */
export const isWrong = (findings: readonly Finding[]): boolean => findings.some(({ severity }) => severity !== "note");

const wrap = (text: string): string => text.replace(/(.{1,78})(?:\s+|$)/g, "$1\n");

export const explain = ({ name, looksAt, means, mend }: Rule): string =>
  [name, `Looks at: ${looksAt}`, means, `Mend: ${mend}`].map(wrap).join("\n");
