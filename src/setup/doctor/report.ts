/** What was found, for people and for scripts. */
import type { Palette } from "../../cli/palette.ts";
import { peopleTable } from "../../cli/table.ts";
import type { Verdict } from "../../nut/protection/verdict.ts";
import type { CheckInput } from "../check/check-input.ts";
import { humanReport, isWrong, reportObject } from "../check/report.ts";
import type { Finding } from "../check/rule.ts";
import type { DoctorInput, DoctorRow, Look } from "./row.ts";
import { DOCTOR_ROWS } from "./rows/all.ts";

export interface RowLook {
  readonly row: DoctorRow;
  readonly look: Look;
}

export interface Diagnosis {
  readonly findings: readonly Finding[];
  readonly looks: readonly RowLook[];
  readonly verdict: Verdict;
}

export const allLooks = (input: DoctorInput): readonly RowLook[] =>
  DOCTOR_ROWS.flatMap((row) => row.look(input).map((look) => ({ row, look })));

/** Undefined where there is nothing to mend. */
export const mendOf = ({ row, look }: RowLook): string | undefined =>
  look.kind === "fine" ? undefined : look.kind === "unknown" ? look.mend : (look.mend ?? row.mend);

export const isIll = ({ findings, looks, verdict }: Diagnosis): boolean =>
  isWrong(findings) || looks.some(({ look }) => look.kind === "wrong") || verdict.kind !== "protected";

const printable = (text: string): string => text.replace(/[\x00-\x1f\x7f-\x9f]/g, "?");

const WORDS = { fine: "fine", wrong: "WRONG", unknown: "?" } as const;

const paintOf = ({ good, bad, warn }: Palette) => ({ fine: good, wrong: bad, unknown: warn });

/** One line for each, or a table where somebody reads it. */
async function lookLines(looks: readonly RowLook[], paint: Palette, columns: number | undefined): Promise<string> {
  const colours = paintOf(paint);
  const rows = looks.map(
    ({ row, look }) => [row.name, `${colours[look.kind](WORDS[look.kind])}: ${printable(look.text)}`] as const,
  );
  if (columns !== undefined) return peopleTable(rows, columns);
  return rows.map(([name, text]) => `${name}: ${text}\n`).join("");
}

const asCalled = (command: string, call: string): string => command.replace(/(?<=^|\s)nutts(?=\s)/g, () => call);

/** Each command once, in the order of the rows: what is below often follows from what is above. */
function mendLines(looks: readonly RowLook[], paint: Palette, call: string): string {
  const mends = new Map<string, Set<string>>();
  for (const each of looks) {
    const mend = mendOf(each);
    if (mend !== undefined) mends.set(mend, (mends.get(mend) ?? new Set()).add(each.row.name));
  }
  if (mends.size === 0) return "";
  const lines = [...mends].map(
    ([mend, names]) => `    ${printable(asCalled(mend, call))}  ${paint.name(`[${[...names].join(", ")}]`)}\n`,
  );
  return `What mends it, the first first:\n${lines.join("")}`;
}

interface Reader {
  readonly paint: Palette;
  /** Of the terminal; undefined where there is none. */
  readonly columns: number | undefined;
  /** How nutts is called. */
  readonly call: string;
}

export async function humanDiagnosis(
  check: CheckInput,
  { findings, looks, verdict }: Diagnosis,
  { paint, columns, call }: Reader,
): Promise<string> {
  const parts = [
    humanReport(check, findings, paint),
    await lookLines(looks, paint, columns),
    mendLines(looks, paint, call),
  ];
  const colour = verdict.kind === "protected" ? paint.good : paint.bad;
  return `${parts.filter((part) => part !== "").join("\n")}\n${colour(printable(verdict.sentence))}\n`;
}

/** As JSON.stringify takes it. */
export const diagnosisObject = (check: CheckInput, diagnosis: Diagnosis): object => ({
  ...reportObject(check, diagnosis.findings),
  ok: !isIll(diagnosis),
  looks: diagnosis.looks.map((each) => ({
    row: each.row.name,
    state: each.look.kind,
    text: each.look.text,
    mend: mendOf(each),
  })),
  verdict: diagnosis.verdict,
});
