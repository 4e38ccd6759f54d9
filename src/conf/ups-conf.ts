import { byPlace, type Place, type Problem, type Reporter, reporter, WHOLE_FILE } from "./problem.ts";
import { formatSections, parseSections, type RawSection } from "./sections.ts";
import { aliasesBySection } from "./ups-aliases.ts";
import { checkName, joinSections } from "./ups-sections.ts";
import { checkGlobal, checkSetting, entriesOf, type UpsLine } from "./ups-settings.ts";

export { findOption } from "./ups-settings.ts";
export type { UpsLine };

export interface UpsSection extends Place {
  readonly name: string;
  readonly driver: string | undefined;
  readonly port: string | undefined;
  readonly desc: string | undefined;
  /** Further names that upsd serves it under. */
  readonly aliases: readonly string[];
  /** All lines in file order, those above and those of the driver. A later one of a name replaces an earlier one. */
  readonly entries: readonly UpsLine[];
}

export interface UpsConf {
  readonly globals: readonly UpsLine[];
  readonly sections: readonly UpsSection[];
  readonly problems: readonly Problem[];
}

/** A section that names its driver and port: the others are reported and not served. */
export type CompleteUps = UpsSection & { readonly driver: string; readonly port: string };

export const isComplete = (ups: UpsSection): ups is CompleteUps => ups.driver !== undefined && ups.port !== undefined;

/** The UPSes that can be run, in file order. */
export const completeUpses = ({ sections }: UpsConf): readonly CompleteUps[] => sections.filter(isComplete);

const lastValue = (entries: readonly UpsLine[], name: string): string | undefined =>
  entries.findLast((entry) => entry.name === name && entry.value !== undefined)?.value;

const sectionOf = ({ name, line, column }: RawSection, entries: readonly UpsLine[]): Omit<UpsSection, "aliases"> => ({
  name,
  line,
  column,
  driver: lastValue(entries, "driver"),
  port: lastValue(entries, "port"),
  desc: lastValue(entries, "desc"),
  entries,
});

function checkComplete(ups: UpsSection, report: Reporter): void {
  for (const name of ["driver", "port"] as const) {
    if (ups[name] !== undefined) continue;
    const advice = `add ${name} = …`;
    report.error(ups, `[${ups.name}] has no ${name} and is not served`, advice, "ups-incomplete");
  }
}

/** Reads ups.conf. Never throws. */
export function parseUpsConf(text: string, file = "ups.conf"): UpsConf {
  const raw = parseSections(text, file);
  const report = reporter(file);
  const globals = entriesOf(raw.globals, report);
  for (const entry of globals) checkGlobal(entry, report);
  const named = raw.sections.filter((section) => checkName(section, report));
  const read = joinSections(named, report).map((section) => {
    const entries = entriesOf(section.entries, report);
    for (const entry of entries) checkSetting(entry, report);
    return sectionOf(section, entries);
  });
  const aliases = aliasesBySection(read, report);
  const sections = read.map((section) => ({ ...section, aliases: aliases.get(section) ?? [] }));
  for (const ups of sections) checkComplete(ups, report);
  if (sections.length === 0) {
    report.warning(WHOLE_FILE, "no UPS is defined", "add a section with driver and port", "no-ups");
  }
  return { globals, sections, problems: byPlace([...raw.problems, ...report.problems]) };
}

export const formatUpsConf = ({ globals, sections }: Pick<UpsConf, "globals" | "sections">): string =>
  formatSections(
    globals,
    sections.map(({ name, entries }) => ({ name, settings: entries })),
  );
