/** The units of a layout. */
import { type Part, upsOfPart } from "../parts.ts";
import type { Site } from "../site.ts";
import { confWatch, enumerator } from "./conf-units.ts";
import { DRIVERS_TARGET, driver, monitor, one, server, target } from "./daemon-units.ts";
import { instanceOf } from "./names.ts";
import type { Unit } from "./unit-text.ts";

/** The unit of one driver stands under the name of its instance, before the template of the C project. */
function partUnit(site: Site, part: Part): Unit {
  const upsname = upsOfPart(part);
  if (upsname !== undefined) return { ...driver(site), name: instanceOf(upsname) };
  return part === "upsd" ? server(site) : monitor(site);
}

const allUnits = (site: Site): readonly Unit[] => [
  ...(site.layout.kind === "separate"
    ? [driver(site), DRIVERS_TARGET, server(site), ...enumerator(site)]
    : [one(site), ...confWatch(site)]),
  monitor(site),
  target(site),
];

export const unitsOf = (site: Site): readonly Unit[] =>
  site.layout.parts?.map((part) => partUnit(site, part)) ?? allUnits(site);
