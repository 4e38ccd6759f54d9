/** Further names of a UPS, all over ups.conf: who has which, and which cannot be had. */
import { doubtfulName } from "./beyond-ascii.ts";
import type { Place, Reporter } from "./problem.ts";
import { ALIASES_OVERRIDE, UPS_CONF } from "./tables/ups-conf.ts";
import { keyOf } from "./ups-sections.ts";
import type { UpsLine } from "./ups-settings.ts";

interface Section extends Place {
  readonly name: string;
  readonly entries: readonly UpsLine[];
}

/** Who has a name already: a section is called so, or has it as an alias. */
interface Owner {
  readonly section: Section;
  readonly place: Place;
}

const ONE_UPS = "a name leads to one UPS: take it away from one of them";

function checkFree(alias: string, line: UpsLine, section: Section, owner: Owner, report: Reporter): void {
  const { section: other, place } = owner;
  if (other !== section) {
    const text = `[${section.name}] is not served as ${alias}: line ${place.line} gives this name to [${other.name}]`;
    return report.error(line, text, ONE_UPS);
  }
  report.warning(line, `[${section.name}] is called ${alias} already`, "leave the word out");
}

function isUsable(alias: string, line: UpsLine, report: Reporter): boolean {
  if (/[@:"/\0]/.test(alias)) {
    report.error(line, `clients cannot ask for a UPS called ${alias}`, "use letters, digits, - and _");
    return false;
  }
  const doubt = doubtfulName("UPS", alias);
  if (doubt) report.warning(line, `${alias}: ${doubt.text}`, doubt.advice);
  return true;
}

const wordsOf = ({ value = "" }: UpsLine): readonly string[] => {
  const read = UPS_CONF.aliases.codec.read(value);
  return read.kind === "ok" ? read.value : [];
};

const linesOf = ({ entries }: Section): readonly UpsLine[] =>
  [UPS_CONF.aliases.name, ALIASES_OVERRIDE]
    .map((word) => entries.findLast(({ name }) => name === word))
    .filter((line) => line !== undefined);

/** The aliases of each section, in its order. A name that a section or an earlier alias has stays with it. */
export function aliasesBySection(
  sections: readonly Section[],
  report: Reporter,
): ReadonlyMap<Section, readonly string[]> {
  const owners = new Map<string, Owner>(sections.map((section) => [keyOf(section.name), { section, place: section }]));
  const free = (alias: string, line: UpsLine, section: Section): boolean => {
    const owner = owners.get(keyOf(alias));
    if (owner) checkFree(alias, line, section, owner, report);
    else if (isUsable(alias, line, report)) owners.set(keyOf(alias), { section, place: line });
    return owners.get(keyOf(alias))?.place === line && owner === undefined;
  };
  return new Map(
    sections.map((section) => [
      section,
      linesOf(section).flatMap((line) => wordsOf(line).filter((alias) => free(alias, line, section))),
    ]),
  );
}
