/** Whether a device says where its power comes from, and in one line what is missing where it does not. */
import { hex } from "../../nut/hex.ts";
import type { Unexplained } from "../types.ts";
import type { Mapper } from "./mapper.ts";
import type { Opened } from "./opening.ts";
import { isPower, POWER } from "./plan.ts";
import type { ReportDescriptor } from "./report/report-descriptor.ts";
import { GENERIC, isPowerDevice, isUps } from "./subdrivers/generic.ts";

const VENDOR_PAGES = 0xff00;

const pageOf = (usage: number): number => Math.floor(usage / 0x10000);

/** True where all that a descriptor names are usages of the maker's own: what stands in its reports is nobody else's to know. */
export const isTunnel = ({ fields }: ReportDescriptor): boolean =>
  fields.length > 0 && fields.every(({ path }) => path.every((usage) => pageOf(usage) >= VENDOR_PAGES));

/** Undefined for a device that has said whether the mains are there. */
export function missingIn({ opened, mapper }: { opened: Opened; mapper: Mapper }): Unexplained | undefined {
  const { subdriver, descriptor, title, quirks } = opened;
  if (subdriver.rows.length === 0 || POWER.some((one) => mapper.conditions.has(one))) return undefined;
  if (isTunnel(descriptor))
    return {
      text: `${title}: this interface is a tunnel of the maker's own, without usages of the power pages; usbhid-ups cannot read it, another driver or the maker's program may`,
      reopen: "now",
    };
  if (!isPowerDevice(descriptor))
    return {
      text: `${title}: its report descriptor has no usages of the power pages; it is read again`,
      reopen: "now",
    };
  const rows = mapper.plan.filter(isPower);
  if (rows.length === 0)
    return {
      text: `${title}: its report descriptor has neither ACPresent nor Discharging where the table "${subdriver.name}" looks; it is read again, and if that stays so another subdriver is needed`,
      reopen: "now",
    };
  const ids = [...new Set(rows.map(({ field }) => `0x${hex(field.report, 2)}`))].join(", ");
  const speaks = quirks.interruptOnly || rows.every(({ field }) => field.kind === "input");
  return speaks
    ? { text: `${title} tells of the mains only by interrupt (report ${ids}), and has not yet`, reopen: "never" }
    : { text: `${title}: what tells of the mains (report ${ids}) does not come or has no value`, reopen: "later" };
}

/** A mouse with a battery has power usages too: it is left in peace. */
export const mayReset = ({ subdriver, descriptor }: Opened): boolean => subdriver !== GENERIC || isUps(descriptor);
