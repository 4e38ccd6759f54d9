import type { HidLink, HidOpener, HidSetup, UsbDevice } from "../../device/hid.ts";
import type { Log } from "../../system/log/log.ts";
import { numberOf } from "../kit/options.ts";
import { openFirst, takeFound } from "../kit/usb-open.ts";
import { DeviceError, type DriverSettings } from "../types.ts";
import { deviceName, deviceTitle } from "../usb/describe-device.ts";
import { findDevice, type Known, type Search, withNames } from "../usb/find-device.ts";
import { criteriaOf, satisfiesAll } from "../usb/match.ts";
import { refusals, tableChooser } from "./candidates.ts";
import { quirksOf } from "./claim.ts";
import { widenFields } from "./report/field-width.ts";
import { parseReportDescriptor, type ReportDescriptor } from "./report/report-descriptor.ts";
import type { Quirks, Subdriver } from "./subdriver.ts";
import { GENERIC, isPowerDevice } from "./subdrivers/generic.ts";

export interface OpeningParts {
  readonly hid: HidOpener;
  readonly settings: DriverSettings;
  readonly log: Log;
  readonly subdrivers: readonly Subdriver[];
}

export interface Choice {
  /** The one that is meant, and others that fit as well. */
  readonly devices: readonly Known[];
  readonly table: (device: UsbDevice) => Subdriver;
  /** Which interface to read, where that was seen. */
  readonly face: (device: UsbDevice) => number | undefined;
}

export interface Opened {
  readonly known: Known;
  /** One line for a person: maker, model, serial number, where it is. */
  readonly title: string;
  readonly link: HidLink;
  readonly subdriver: Subdriver;
  readonly quirks: Quirks;
  readonly descriptor: ReportDescriptor;
}

const AUTO = /^(auto|)$/i;

async function portChoice({ hid, settings, log }: OpeningParts): Promise<Search["port"]> {
  const path = settings.port;
  if (AUTO.test(path)) return undefined;
  if (path.startsWith("/dev/")) return { path, place: await hid.resolve(path) };
  log.debug(1, `port = ${path} names no USB device: any that fits is taken, as with port = auto`);
  return undefined;
}

/** Finds the device: the one that was open before, else the one that the settings mean. Throws DeviceError. */
export async function chooseDevice(parts: OpeningParts, before: Known | undefined): Promise<Choice> {
  const devices = withNames(await parts.hid.list(), before);
  const search: Search = {
    criteria: criteriaOf(parts.settings),
    port: await portChoice(parts),
    known: before,
    takeAny: parts.settings.has("allow_duplicates"),
  };
  const tableOf = tableChooser(parts.subdrivers, parts.settings);
  const claimed = devices.filter((device) => tableOf(device) !== undefined);
  const found = findDevice(claimed, search);
  if (found.kind !== "none")
    return {
      devices: takeFound(found, claimed, parts.log),
      table: (device) => tableOf(device) ?? GENERIC,
      face: () => undefined,
    };
  const unclaimed = devices.filter((device) => device.hid && !claimed.includes(device));
  const { power, shut } = await powerDevices(parts, unclaimed, search);
  const fit = [...power.keys()];
  const other = findDevice(fit, search);
  if (other.kind !== "none")
    return {
      devices: takeFound(other, fit, parts.log),
      table: () => GENERIC,
      face: (device) => power.get(device),
    };
  const meant = findDevice([...shut.keys()], search);
  const why = meant.kind === "found" ? shut.get(meant.device) : undefined;
  if (why && (before || search.criteria.length > 0)) throw why;
  throw new DeviceError("absent", noneText(parts, devices, found.text, before, [...shut.values()]));
}

interface PowerDevices {
  /** With the number of the interface that says so: the first may be a keyboard. */
  readonly power: ReadonlyMap<UsbDevice, number | undefined>;
  /** Why others could not be looked at: in use by somebody, no rights. */
  readonly shut: ReadonlyMap<UsbDevice, DeviceError>;
}

/** Devices without a table that have power usages, looked at without disturbing keyboards and mice. */
async function powerDevices(
  { hid }: OpeningParts,
  devices: readonly UsbDevice[],
  { criteria, known }: Search,
): Promise<PowerDevices> {
  const lasting = criteria.filter(({ field }) => field.lasting);
  const power = new Map<UsbDevice, number | undefined>();
  const shut = new Map<UsbDevice, DeviceError>();
  for (const device of devices.filter((one) => known !== undefined || satisfiesAll(one, lasting))) {
    try {
      const face = await hid.peek(device, (descriptor) => isPowerDevice(parseReportDescriptor(descriptor)));
      if (face) power.set(device, face.interface);
    } catch (error) {
      if (!(error instanceof DeviceError)) throw error;
      shut.set(device, error);
    }
  }
  return { power, shut };
}

function noneText(
  { settings, subdrivers }: OpeningParts,
  devices: readonly UsbDevice[],
  why: string,
  before: Known | undefined,
  shut: readonly DeviceError[],
): string {
  if (before) return why;
  const wanted = criteriaOf(settings).map(({ field, text }) => `${field.name} = ${text}`);
  const asked = wanted.length > 0 ? `no UPS fits ${wanted.join(", ")}` : "no UPS found";
  const seen = devices.filter(({ hid }) => hid).map(deviceTitle);
  const hints = [
    ...refusals(subdrivers, devices),
    ...shut.map(({ message }) => message),
    seen.length > 0 ? `HID devices here: ${seen.join("; ")}` : "no HID device is plugged in",
  ];
  return `${asked}. ${hints.join(". ")}`;
}

const hexadecimal = (text: string | undefined): number | undefined =>
  text !== undefined && /^\s*(0x)?[0-9a-f]+\s*$/i.test(text) ? Number.parseInt(text, 16) : undefined;

function setupOf(settings: DriverSettings, quirks: Quirks, seen: number | undefined): HidSetup {
  const alternate = settings.get("usb_set_altinterface");
  return {
    interface: hexadecimal(settings.get("usb_hid_rep_index")) ?? quirks.interface ?? seen,
    alternate: alternate === undefined ? undefined : (numberOf(alternate) ?? 0),
    descriptorIndex: hexadecimal(settings.get("usb_hid_desc_index")) ?? quirks.descriptorIndex,
    endpointIn: hexadecimal(settings.get("usb_hid_ep_in")) ?? quirks.endpointIn,
  };
}

/** What the table says of the device, and what ups.conf says on top. */
function quirksFor(settings: DriverSettings, subdriver: Subdriver, device: UsbDevice): Quirks {
  const size = numberOf(settings.get("interruptsize"));
  return {
    ...quirksOf(subdriver, device),
    ...(settings.has("pollonly") ? { pollOnly: true } : {}),
    ...(settings.has("interruptonly") ? { interruptOnly: true } : {}),
    ...(settings.has("maxreport") ? { maxReport: true } : {}),
    ...(size !== undefined && size > 0 ? { interruptSize: size } : {}),
  };
}

/** Opens the chosen device; with `allow_duplicates` the next one where that is taken. */
export const openChoice = (parts: OpeningParts, choice: Choice): Promise<Opened> =>
  openFirst(choice.devices, (known) => openOne(parts, choice, known));

async function openOne({ hid, settings }: OpeningParts, choice: Choice, known: Known): Promise<Opened> {
  const { device } = known;
  const subdriver = choice.table(device);
  const quirks = quirksFor(settings, subdriver, device);
  const link = await hid.open(device, setupOf(settings, quirks, choice.face(device)));
  const title = deviceTitle(device);
  try {
    return { known, title, link, subdriver, quirks, descriptor: await descriptorOf(link, subdriver, device, settings) };
  } catch (error) {
    if (error instanceof DeviceError && error.fault === "stale") await link.reset().catch(() => undefined);
    await link.close();
    throw error;
  }
}

/**
 * The first of the descriptors that a device offers which describes anything, mended where its table knows better.
 * Throws DeviceError `stale` where there is none.
 */
export async function descriptorOf(
  link: HidLink,
  { fixDescriptor }: Subdriver,
  device: UsbDevice,
  settings: DriverSettings,
): Promise<ReportDescriptor> {
  for (const bytes of await link.reportDescriptors()) {
    const descriptor = parseReportDescriptor(bytes);
    if (descriptor.fields.length === 0) continue;
    if (settings.has("disable_fix_report_desc")) return descriptor;
    return widenFields(fixDescriptor?.(descriptor, device) ?? descriptor, false);
  }
  throw new DeviceError("stale", `${device.node}: ${deviceName(device)} gives no report descriptor`);
}
