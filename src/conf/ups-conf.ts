/** ups.conf: which UPSes there are, which driver serves each, and with which settings. */
import { byPlace, type Place, type Problem, type Reporter, reporter, WHOLE_FILE } from "./problem.ts";
import { formatSections, parseSections, type RawEntry, type RawSection } from "./sections.ts";
import { didYouMean, editDistance } from "./suggest.ts";
import { UPS_CONF, UPS_CONF_OBSOLETE, UPS_CONF_PREFIXES, type UpsOption } from "./tables/ups-conf.ts";
import { truthOf } from "./values.ts";

/** A line of a section, or before the first one. */
export interface UpsEntry extends Place {
  readonly name: string;
  /** Undefined for a flag. */
  readonly value: string | undefined;
}

export interface UpsSection extends Place {
  readonly name: string;
  readonly driver: string | undefined;
  readonly port: string | undefined;
  readonly desc: string | undefined;
  /** All lines in file order, those above and those of the driver. A later one of a name replaces an earlier one. */
  readonly entries: readonly UpsEntry[];
}

export interface UpsConf {
  readonly globals: readonly UpsEntry[];
  readonly sections: readonly UpsSection[];
  readonly problems: readonly Problem[];
}

/** A section that names its driver and port: the others are reported and not served. */
export type CompleteUps = UpsSection & { readonly driver: string; readonly port: string };

export const isComplete = (ups: UpsSection): ups is CompleteUps => ups.driver !== undefined && ups.port !== undefined;

/** The UPSes that can be run, in file order. */
export const completeUpses = ({ sections }: UpsConf): readonly CompleteUps[] => sections.filter(isComplete);

const OPTIONS: readonly UpsOption[] = Object.values(UPS_CONF);

/** The common option of that name. Case counts but for the few names that the C programs take in any case. */
export const findOption = (name: string): UpsOption | undefined =>
  OPTIONS.find((option) => (option.anyCase ? option.name.toLowerCase() === name.toLowerCase() : option.name === name));

const hasPrefix = (name: string): boolean =>
  UPS_CONF_PREFIXES.some((prefix) => name.toLowerCase().startsWith(prefix) && name.length > prefix.length);

/** The last value of a name, as the C programs take it. */
export const lastValue = (entries: readonly UpsEntry[], name: string): string | undefined =>
  entries.findLast((entry) => entry.name === name && entry.value !== undefined)?.value;

function checkFlag(entry: UpsEntry, name: string, report: Reporter): void {
  if (entry.value === undefined) return;
  const off = truthOf(entry.value) === false;
  if (off) report.warning(entry, `${name} is a flag; C programs take this line as switched on`, "delete the line");
  else report.note(entry, `${name} is a flag and needs no value`, `write ${name} alone`);
}

function checkValue(entry: UpsEntry, option: Exclude<UpsOption, { kind: "flag" }>, report: Reporter): void {
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

function checkOption(entry: UpsEntry, option: UpsOption, report: Reporter): void {
  if (option.kind === "flag") checkFlag(entry, option.name, report);
  else checkValue(entry, option, report);
}

function checkGlobal(entry: UpsEntry, report: Reporter): void {
  const option = findOption(entry.name);
  if (option && option.where !== "section") return checkOption(entry, option, report);
  if (option || hasPrefix(entry.name)) {
    const advice = "move it below the [name] of the UPS it is for";
    return report.error(entry, `${entry.name} has no effect before the first section`, advice);
  }
  const known = OPTIONS.filter(({ where }) => where !== "section").map(({ name }) => name);
  report.error(entry, `${entry.name} is not a global setting`, () => didYouMean(entry.name, known));
}

const SECTION_NAMES = OPTIONS.filter(({ where }) => where !== "global").map(({ name }) => name);

/** At most one letter is missing, too many or wrong, or two are swapped. Cheap for all that is far off. */
function isNear(name: string, known: string): boolean {
  if (known.length <= 3 || Math.abs(known.length - name.length) > 1) return false;
  return (name.at(0) === known.at(0) || name.at(-1) === known.at(-1)) && editDistance(name, known) <= 1;
}

/** A driver's option may be named nearly like a common one: only the nearest ones are spoken of. */
function noteNearName(entry: UpsEntry, report: Reporter): void {
  const name = entry.name.toLowerCase();
  const near = SECTION_NAMES.find((known) => isNear(name, known.toLowerCase()));
  if (near !== undefined) {
    report.note(entry, `${entry.name} is taken as an option of the driver`, `did you mean ${near}?`);
  }
}

function checkSetting(entry: UpsEntry, report: Reporter): void {
  const option = findOption(entry.name);
  if (option?.where === "global") {
    const advice = "move it above the first section";
    return report.error(entry, `${entry.name} has no effect inside a section`, advice);
  }
  if (option) return checkOption(entry, option, report);
  const obsolete = UPS_CONF_OBSOLETE.get(entry.name);
  if (obsolete !== undefined) return report.warning(entry, `${entry.name} is obsolete and ignored`, obsolete);
  if (hasPrefix(entry.name)) {
    if (entry.value === undefined) report.error(entry, `${entry.name} needs a value`);
    return;
  }
  noteNearName(entry, report);
}

/** The entry of a line, or undefined when the C programs take nothing from it. */
function entryOf({ name, equals, values }: RawEntry, report: Reporter): UpsEntry | undefined {
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

function entriesOf(raw: readonly RawEntry[], report: Reporter): UpsEntry[] {
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

const sectionOf = ({ name, line, column }: RawSection, entries: readonly UpsEntry[]): UpsSection => ({
  name,
  line,
  column,
  driver: lastValue(entries, "driver"),
  port: lastValue(entries, "port"),
  desc: lastValue(entries, "desc"),
  entries,
});

interface JoinedSection extends RawSection {
  readonly entries: RawEntry[];
}

/** Sections of one name are one UPS; of names that differ only in case the last one is served, as in C. */
function joinSections(raw: readonly RawSection[], report: Reporter): readonly RawSection[] {
  const joined = new Map<string, JoinedSection>();
  for (const section of raw) {
    const key = section.name.toLowerCase();
    const before = joined.get(key);
    if (before?.name === section.name) {
      report.warning(section, `[${section.name}] continues the section of line ${before.line}`, "write one section");
      for (const entry of section.entries) before.entries.push(entry);
      continue;
    }
    if (before) {
      const advice = "names of UPSes match without regard to case: rename one";
      report.error(before, `[${before.name}] is not served: line ${section.line} names [${section.name}]`, advice);
      joined.delete(key);
    }
    joined.set(key, { ...section, entries: [...section.entries] });
  }
  return [...joined.values()];
}

function checkName(section: RawSection, report: Reporter): boolean {
  if (/[/\0]/.test(section.name)) {
    report.error(section, `[${section.name}] cannot be the name of a UPS`, "a / would leave the state folder");
    return false;
  }
  if (/[\s@:"]/.test(section.name)) {
    const advice = "use letters, digits, - and _";
    report.warning(section, `clients cannot ask for a UPS called ${section.name}`, advice);
  }
  return true;
}

function checkComplete(ups: UpsSection, report: Reporter): void {
  for (const name of ["driver", "port"] as const) {
    if (ups[name] !== undefined) continue;
    const advice = `add ${name} = …`;
    report.error(ups, `[${ups.name}] has no ${name} and is not served`, advice);
  }
}

/** Reads ups.conf. Never throws. */
export function parseUpsConf(text: string, file = "ups.conf"): UpsConf {
  const raw = parseSections(text, file);
  const report = reporter(file);
  const globals = entriesOf(raw.globals, report);
  for (const entry of globals) checkGlobal(entry, report);
  const named = raw.sections.filter((section) => checkName(section, report));
  const sections = joinSections(named, report).map((section) => {
    const entries = entriesOf(section.entries, report);
    for (const entry of entries) checkSetting(entry, report);
    return sectionOf(section, entries);
  });
  for (const ups of sections) checkComplete(ups, report);
  if (sections.length === 0) report.warning(WHOLE_FILE, "no UPS is defined", "add a section with driver and port");
  return { globals, sections, problems: byPlace([...raw.problems, ...report.problems]) };
}

/** The text of an ups.conf that reads back as the same globals and sections. */
export const formatUpsConf = ({ globals, sections }: Pick<UpsConf, "globals" | "sections">): string =>
  formatSections(
    globals,
    sections.map(({ name, entries }) => ({ name, settings: entries })),
  );
