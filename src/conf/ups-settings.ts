/** The lines of ups.conf, checked against the table of what is common to all drivers. */
import { isVariableName, variableNames } from "../nut/catalogue/variables.ts";
import type { Place, Reporter } from "./problem.ts";
import type { RawEntry } from "./sections.ts";
import { didYouMean, didYouMeanNumbered, editDistance } from "./suggest.ts";
import { UPS_CONF, UPS_CONF_OBSOLETE, UPS_CONF_PREFIXES, type UpsOption } from "./tables/ups-conf.ts";
import { truthOf } from "./values.ts";

export interface UpsLine extends Place {
  readonly name: string;
  /** Undefined for a flag. */
  readonly value: string | undefined;
}

const OPTIONS: readonly UpsOption[] = Object.values(UPS_CONF);

/** The common option of that name. Case counts but for the few names that the C programs take in any case. */
export const findOption = (name: string): UpsOption | undefined =>
  OPTIONS.find((option) => (option.anyCase ? option.name.toLowerCase() === name.toLowerCase() : option.name === name));

const hasPrefix = (name: string): boolean =>
  UPS_CONF_PREFIXES.some((prefix) => name.toLowerCase().startsWith(prefix) && name.length > prefix.length);

function checkFlag(entry: UpsLine, name: string, report: Reporter): void {
  if (entry.value === undefined) return;
  const off = truthOf(entry.value) === false;
  if (off) report.warning(entry, `${name} is a flag; C programs take this line as switched on`, "delete the line");
  else report.note(entry, `${name} is a flag and needs no value`, `write ${name} alone`);
}

function checkValue(entry: UpsLine, option: Exclude<UpsOption, { kind: "flag" }>, report: Reporter): void {
  if (entry.value === undefined) {
    if (option.kind === "value") {
      report.error(entry, `${option.name} needs a value`, `write ${option.name} = <${option.codec.form}>`);
    }
    return;
  }
  const read = option.codec.read(entry.value);
  if (read.kind === "bad") report.error(entry, `${option.name}: ${read.text}`, read.advice);
  else if (read.doubt !== undefined) report.warning(entry, `${option.name}: ${read.doubt}`, read.advice);
}

function checkOption(entry: UpsLine, option: UpsOption, report: Reporter): void {
  if (option.kind === "flag") checkFlag(entry, option.name, report);
  else checkValue(entry, option, report);
}

export function checkGlobal(entry: UpsLine, report: Reporter): void {
  const option = findOption(entry.name);
  if (option && option.where !== "section") return checkOption(entry, option, report);
  if (option || hasPrefix(entry.name)) {
    const advice = "move it below the [name] of the UPS it is for";
    return report.error(entry, `${entry.name} has no effect before the first section`, advice);
  }
  const known = OPTIONS.filter(({ where }) => where !== "section").map(({ name }) => name);
  report.error(entry, `${entry.name} is not a global setting`, () => didYouMean(entry.name, known), "unknown-word");
}

const SECTION_NAMES = OPTIONS.filter(({ where }) => where !== "global").map(({ name }) => name);

/** At most one letter is missing, too many or wrong, or two are swapped. Cheap for all that is far off. */
function isNear(name: string, known: string): boolean {
  if (known.length <= 3 || Math.abs(known.length - name.length) > 1) return false;
  return (name.at(0) === known.at(0) || name.at(-1) === known.at(-1)) && editDistance(name, known) <= 1;
}

/** A driver's option may be named nearly like a common one: only the nearest ones are spoken of. */
function noteNearName(entry: UpsLine, report: Reporter): void {
  const name = entry.name.toLowerCase();
  const near = SECTION_NAMES.find((known) => isNear(name, known.toLowerCase()));
  if (near !== undefined) {
    report.note(entry, `${entry.name} is taken as an option of the driver`, `did you mean ${near}?`, "unknown-word");
  }
}

/** `override.X` and `default.X`: a driver may have names of its own, and a misspelt one would be served as it is. */
function checkPrefixed(entry: UpsLine, report: Reporter): void {
  if (entry.value === undefined) return report.error(entry, `${entry.name} needs a value`);
  const variable = entry.name.slice(entry.name.indexOf(".") + 1);
  if (isVariableName(variable)) return;
  const advice = () => didYouMeanNumbered(variable, variableNames()) ?? "it is served as it stands here";
  report.warning(entry, `${variable} is not a variable that NUT lists`, advice, "unknown-word");
}

export function checkSetting(entry: UpsLine, report: Reporter): void {
  const option = findOption(entry.name);
  if (option?.where === "global") {
    const advice = "move it above the first section";
    return report.error(entry, `${entry.name} has no effect inside a section`, advice);
  }
  if (option) return checkOption(entry, option, report);
  const obsolete = UPS_CONF_OBSOLETE.get(entry.name);
  if (obsolete !== undefined)
    return report.warning(entry, `${entry.name} is obsolete and ignored`, obsolete, "old-word");
  if (hasPrefix(entry.name)) return checkPrefixed(entry, report);
  noteNearName(entry, report);
}

/** The entry of a line, or undefined when the C programs take nothing from it. */
function entryOf({ name, equals, values }: RawEntry, report: Reporter): UpsLine | undefined {
  const place = { line: name.line, column: name.column };
  const [first, extra] = values;
  if (!equals) {
    if (first === undefined) return { name: name.text, value: undefined, ...place };
    report.error(
      name,
      `the line ${name.text} … has no =`,
      `write ${name.text} = value, or ${name.text} alone for a flag`,
    );
    return undefined;
  }
  if (first === undefined) {
    report.error(name, `no value after ${name.text} =`, "write one, or delete the line");
    return undefined;
  }
  if (extra)
    report.warning(extra, `only the first word after ${name.text} = counts`, 'put the whole value in "quotes"');
  return { name: name.text, value: first.text, ...place };
}

export function entriesOf(raw: readonly RawEntry[], report: Reporter): UpsLine[] {
  const lines = new Map<string, number>();
  return raw.flatMap((line) => {
    const entry = entryOf(line, report);
    if (!entry) return [];
    const before = lines.get(entry.name);
    if (before !== undefined) report.warning(entry, `${entry.name} replaces the value of line ${before}`);
    lines.set(entry.name, entry.line);
    return [entry];
  });
}
