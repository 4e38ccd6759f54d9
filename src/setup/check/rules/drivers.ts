/** Drivers and their options. */

import { didYouMean } from "../../../conf/suggest.ts";
import { UPS_CONF } from "../../../conf/tables/ups-conf.ts";
import { findOption, type UpsLine, type UpsSection } from "../../../conf/ups-conf.ts";
import type { DriverOption } from "../../../drivers/types.ts";
import { type CheckInput, confOf } from "../check-input.ts";
import { type Found, type Rule, type Spot, spot, wholeFile } from "../rule.ts";

function placeOf({ files: { ups } }: CheckInput, entry: UpsLine | UpsSection | undefined): Spot {
  return entry ? spot(ups.path, entry) : wholeFile(ups.path);
}

const lastNamed = ({ entries }: UpsSection, name: string): UpsLine | undefined =>
  entries.findLast((entry) => entry.name === name);

const isDotted = (name: string): boolean => name.includes(".");

function complaintOf(entry: UpsLine, option: DriverOption): string | undefined {
  if (option.kind === "value" && entry.value === undefined) return "it needs a value";
  return entry.value === undefined ? undefined : option.check?.(entry.value);
}

export const DRIVER_RULES: readonly Rule[] = [
  {
    name: "driver-unknown",
    looksAt: "driver of ups.conf, the drivers of nutts, and those that the C project knows",
    means: "A driver that does not exist is not started, and the UPS is not served.",
    mend: "write the name of a driver (nutts driver devices finds it by maker and model)",
    find: (input) =>
      (confOf(input.files.ups)?.sections ?? []).flatMap((section): readonly Found[] => {
        const { driver } = section;
        const { facts, tree } = input.machine;
        if (driver === undefined || input.drivers.names.has(driver)) return [];
        if (tree.stat(`${facts.distribution.driverPath}/${driver}`)?.kind === "file") return [];
        const text = `[${section.name}]: there is no driver ${driver}`;
        const advice = didYouMean(driver, input.drivers.names);
        return [{ severity: "error", at: placeOf(input, lastNamed(section, "driver")), text, advice }];
      }),
  },
  {
    name: "driver-option",
    looksAt: "the options of each section of ups.conf, and the table of its driver",
    means: "An option that the driver does not have does nothing; C's drivers refuse to start with one.",
    mend: "correct or delete it (nutts driver NAME -L lists what there is)",
    find: (input) =>
      (confOf(input.files.ups)?.sections ?? []).flatMap((section) => {
        const options = input.drivers.options.get(section.driver ?? "");
        if (!options) return [];
        const names = [...options, ...Object.values(UPS_CONF)].map(({ name }) => name);
        return section.entries.flatMap((entry): readonly Found[] => {
          if (findOption(entry.name) || isDotted(entry.name)) return [];
          const option = options.find(({ name }) => name.toLowerCase() === entry.name.toLowerCase());
          const text = option ? complaintOf(entry, option) : `${section.driver} has no such option`;
          if (text === undefined) return [];
          const at = placeOf(input, entry);
          return [
            {
              severity: "warning",
              at,
              text: `${entry.name}: ${text}`,
              advice: option ? undefined : didYouMean(entry.name, names),
            },
          ];
        });
      }),
  },
];
