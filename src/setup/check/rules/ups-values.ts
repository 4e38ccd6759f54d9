/** Values in ups.conf that no device can have, or that do not fit each other. */
import { driverSettings } from "../../../conf/driver-settings.ts";
import type { UpsSection } from "../../../conf/ups-conf.ts";
import { findDriver } from "../../../drivers/registry.ts";
import { type CheckInput, confOf } from "../check-input.ts";
import { type Found, type Rule, spot } from "../rule.ts";

const bySection = (
  input: CheckInput,
  find: (section: UpsSection) => (Omit<Found, "at"> & { readonly name: string }) | undefined,
): readonly Found[] =>
  (confOf(input.files.ups)?.sections ?? []).flatMap((section): readonly Found[] => {
    const found = find(section);
    if (!found) return [];
    const { name, ...rest } = found;
    const entry = section.entries.findLast((each) => each.name === name);
    return [{ ...rest, at: spot(input.files.ups.path, entry ?? section) }];
  });

const textOf = ({ entries }: UpsSection, name: string): string | undefined =>
  entries.findLast((entry) => entry.name === name)?.value;

const USB_ID = /^(?:0x)?[0-9a-f]{1,8}$/i;

/** Drivers take four digits, or a pattern. */
function findUsbId(section: UpsSection): (Omit<Found, "at"> & { readonly name: string }) | undefined {
  for (const name of ["vendorid", "productid"]) {
    const value = textOf(section, name);
    if (value === undefined || !USB_ID.test(value) || /^[0-9a-f]{4}$/i.test(value)) continue;
    const digits = value.replace(/^0x/i, "").padStart(4, "0");
    const text = `[${section.name}]: ${name} ${value} matches no device: these numbers have four digits, and no 0x`;
    return { severity: "error", name, text, advice: digits.length === 4 ? `write ${digits.toLowerCase()}` : undefined };
  }
  return undefined;
}

const seconds = (text: string | undefined, usual: number | undefined): number | undefined =>
  text === undefined ? usual : /^\d{1,6}$/.test(text) ? Number(text) : undefined;

/** What drivers take where nothing is written. */
const USUAL: Readonly<Record<string, { readonly offdelay: number; readonly ondelay: number }>> = {
  "usbhid-ups": { offdelay: 20, ondelay: 30 },
};

function findDelays(section: UpsSection): (Omit<Found, "at"> & { readonly name: string }) | undefined {
  const driver = findDriver(section.driver ?? "")?.name ?? "";
  const usual = USUAL[driver];
  const [off, on] = [
    seconds(textOf(section, "offdelay"), usual?.offdelay),
    seconds(textOf(section, "ondelay"), usual?.ondelay),
  ];
  if (!usual || off === undefined || on === undefined || on > off) return undefined;
  const text = `[${section.name}]: ondelay ${on} is not longer than offdelay ${off}, so that the UPS may stay off`;
  return { severity: "warning", name: "ondelay", text, advice: `write ondelay = ${off + 10}` };
}

const NEARLY_FULL = 95;

function findLowAtOnce(section: UpsSection): (Omit<Found, "at"> & { readonly name: string }) | undefined {
  const settings = driverSettings({ upsname: section.name, section: section.entries });
  for (const kind of ["override", "default"] as const) {
    const value = settings[kind === "override" ? "override" : "fallback"]("battery.charge.low");
    if (value === undefined || !(Number(value) >= NEARLY_FULL)) continue;
    const text = `[${section.name}]: with battery.charge.low ${value} the battery is low as soon as the mains fails`;
    return { severity: "warning", name: `${kind}.battery.charge.low`, text };
  }
  return undefined;
}

export const UPS_VALUE_RULES: readonly Rule[] = [
  {
    name: "usb-id",
    looksAt: "vendorid and productid of ups.conf",
    means: "A device whose numbers are written otherwise than it tells them is never found.",
    mend: "write the four digits that nutts scanner -U shows",
    find: (input) => bySection(input, findUsbId),
  },
  {
    name: "ondelay",
    looksAt: "offdelay and ondelay of ups.conf, for usbhid-ups",
    means:
      "A UPS counts both from the same moment. One that is to give power before it has taken it away does neither, or only the second.",
    mend: "write an ondelay that is longer than offdelay",
    find: (input) => bySection(input, findDelays),
  },
  {
    name: "low-at-once",
    looksAt: "battery.charge.low of ups.conf",
    means: "Every failure of the mains, however short, shuts the machines down.",
    mend: "write 20 to 50",
    find: (input) => bySection(input, findLowAtOnce),
  },
];
