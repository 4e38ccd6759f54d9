/** The sections of ups.conf: which of them are one UPS, and which are none. */
import { asciiPart } from "../nut/byte-text.ts";
import { doubtfulName } from "./beyond-ascii.ts";
import type { Reporter } from "./problem.ts";
import type { RawEntry, RawSection } from "./sections.ts";

interface JoinedSection extends RawSection {
  readonly entries: RawEntry[];
}

/** What C programs tell UPSes apart by; their drivers' sockets are called so, too. */
export const keyOf = (name: string): string => (asciiPart(name) || name).toLowerCase();

/** Sections of one name are one UPS; of names that differ only in case or beyond ASCII the last one is served. */
export function joinSections(raw: readonly RawSection[], report: Reporter): readonly RawSection[] {
  const joined = new Map<string, JoinedSection>();
  for (const section of raw) {
    const key = keyOf(section.name);
    const before = joined.get(key);
    if (before?.name === section.name) {
      report.warning(section, `[${section.name}] continues the section of line ${before.line}`, "write one section");
      for (const entry of section.entries) before.entries.push(entry);
      continue;
    }
    if (before) {
      const advice = "names of UPSes match without regard to case, and C programs to letters beyond ASCII: rename one";
      report.error(before, `[${before.name}] is not served: line ${section.line} names [${section.name}]`, advice);
      joined.delete(key);
    }
    joined.set(key, { ...section, entries: [...section.entries] });
  }
  return [...joined.values()];
}

/** False when the name cannot be one of a UPS. */
export function checkName(section: RawSection, report: Reporter): boolean {
  if (/[/\0]/.test(section.name)) {
    report.error(section, `[${section.name}] cannot be the name of a UPS`, "a / would leave the state folder");
    return false;
  }
  if (/[\s@:"]/.test(section.name)) {
    const advice = "use letters, digits, - and _";
    report.warning(section, `clients cannot ask for a UPS called ${section.name}`, advice);
  }
  const doubt = doubtfulName("UPS", section.name);
  if (doubt) report.warning(section, `[${section.name}]: ${doubt.text}`, doubt.advice);
  return true;
}
