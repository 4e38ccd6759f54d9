/** The stages in ups.conf: each a `clone` of another UPS, for hosts that leave before its battery is empty. */
import { parseDecimal } from "../../nut/decimal.ts";
import type { UpsSection } from "../ups-conf.ts";

/** When a stage leaves, and its outlet. */
export interface StageLimits {
  /** Percent, seconds and seconds; undefined: it has no such limit. */
  readonly minCharge: number | undefined;
  readonly minRuntime: number | undefined;
  readonly maxOnBattery: number | undefined;
  /** Seconds from the forced shutdown to its outlet going off. */
  readonly offDelay: number;
  /** It turns an outlet off. */
  readonly hasOutlet: boolean;
}

export interface UpsStage extends StageLimits {
  readonly section: UpsSection;
  /** The UPS whose battery it lives on. */
  readonly device: string;
}

const OFF_DELAY = 120;

const lineOf = ({ entries }: UpsSection, name: string): string | undefined =>
  entries.findLast((entry) => entry.name === name)?.value;

const amountOf = (section: UpsSection, name: string): number | undefined => {
  const number = parseDecimal(lineOf(section, name) ?? "") ?? 0;
  return number > 0 ? number : undefined;
};

/** The section whose driver's socket the port of a clone names. */
function sourceOf({ port = "" }: UpsSection, all: readonly UpsSection[]): UpsSection | undefined {
  const socket = port.slice(port.lastIndexOf("/") + 1);
  return all.find(({ driver, name }) => driver !== undefined && `${driver}-${name}` === socket);
}

/** The one with a device, behind clones of clones; undefined where they lead nowhere or round in a circle. */
function deviceOf(section: UpsSection, all: readonly UpsSection[]): UpsSection | undefined {
  let found = sourceOf(section, all);
  for (let steps = all.length; found?.driver === "clone" && steps > 0; steps--) found = sourceOf(found, all);
  return found?.driver === "clone" ? undefined : found;
}

/** In file order; a clone of a driver that ups.conf does not have is none. */
export function stagesOf(sections: readonly UpsSection[]): readonly UpsStage[] {
  return sections.flatMap((section) => {
    const device = section.driver === "clone" ? deviceOf(section, sections) : undefined;
    if (device === undefined) return [];
    return {
      section,
      device: device.name,
      minCharge: amountOf(section, "mincharge"),
      minRuntime: amountOf(section, "minruntime"),
      maxOnBattery: amountOf(section, "maxonbattery"),
      offDelay: parseDecimal(lineOf(section, "offdelay") ?? "") ?? OFF_DELAY,
      hasOutlet: lineOf(section, "load.off") !== undefined,
    };
  });
}
