/** Which of the found devices ups.conf has sections for: each section drives one device and accounts for one. */
import type { UpsConf } from "../conf/ups-conf.ts";
import { findDriver } from "../drivers/registry.ts";
import { admits, type Criterion, criteriaOf } from "../drivers/usb/match.ts";
import type { ScannedDevice } from "./found.ts";

type Section = UpsConf["sections"][number];

const FITS = ["placed", "meant", "any"] as const;
type Fit = (typeof FITS)[number];

const entryOf = ({ entries }: Section, name: string): string | undefined =>
  entries.find((entry) => entry.name.toLowerCase() === name)?.value;

function drives(section: Section, { driver, alternatives }: ScannedDevice): boolean {
  const given = entryOf(section, "driver") ?? "";
  const readers = [driver, ...(alternatives?.split(" ") ?? [])];
  return readers.includes(given) || readers.includes(findDriver(given)?.name ?? given);
}

function criteria(section: Section): readonly Criterion[] | undefined {
  try {
    return criteriaOf({ get: (name) => entryOf(section, name) });
  } catch {
    return undefined;
  }
}

const looksOnUsb = (section: Section, { driver }: ScannedDevice): boolean =>
  driver === "usbhid-ups" || /^auto$/i.test(entryOf(section, "port") ?? "");

const admitted = ({ options }: ScannedDevice, criterion: Criterion): boolean =>
  admits(criterion, options.find(({ name }) => name === criterion.field.name)?.value ?? "");

function fitOf(section: Section, found: ScannedDevice): Fit | undefined {
  if (!drives(section, found)) return undefined;
  if (found.kind !== "USB") return entryOf(section, "port") === found.port ? "meant" : undefined;
  const said = criteria(section);
  if (!said) return undefined;
  const lasting = said.filter(({ field }) => field.lasting);
  if (!lasting.every((one) => admitted(found, one))) return undefined;
  const busport = said.find(({ field }) => field.name === "busport");
  if (busport) return admitted(found, busport) ? "placed" : "meant";
  if (lasting.length > 0) return "meant";
  return said.length > 0 || looksOnUsb(section, found) ? "any" : undefined;
}

export function configuredDevices(
  sections: readonly Section[],
  all: readonly ScannedDevice[],
): ReadonlySet<ScannedDevice> {
  const described = new Set<ScannedDevice>();
  const used = new Set<Section>();
  for (const wanted of FITS) {
    for (const section of sections) {
      const found = all.find((one) => !described.has(one) && !used.has(section) && fitOf(section, one) === wanted);
      if (!found) continue;
      used.add(section);
      described.add(found);
    }
  }
  return described;
}
