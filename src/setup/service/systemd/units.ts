/** The units of a layout. */
import type { Site } from "../site.ts";
import { confWatch, enumerator } from "./conf-units.ts";
import { DRIVERS_TARGET, driver, monitor, one, server, target } from "./daemon-units.ts";
import type { Unit } from "./unit-text.ts";

export const unitsOf = (site: Site): readonly Unit[] => [
  ...(site.layout.kind === "separate"
    ? [driver(site), DRIVERS_TARGET, server(site), ...enumerator(site)]
    : [one(site), ...confWatch(site)]),
  monitor(site),
  target(site),
];
