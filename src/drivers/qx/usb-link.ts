/** Questions over USB: which device is meant, which chip it has, and the chip's way of speaking. */
import type { UsbDevice } from "../../host/usb-hid.ts";
import type { UsbPipe } from "../../host/usb-pipe.ts";
import { type DriverContext, DriverError, type DriverSettings } from "../types.ts";
import { nameOf, titleOf } from "../usb/describe-device.ts";
import { findDevice, type Known } from "../usb/find-device.ts";
import { criteriaOf } from "../usb/match.ts";
import type { Bridge } from "./bridges/bridge.ts";
import { BRIDGES, bridgeNamed, bridgeOf, isSerialAdapter } from "./bridges/ids.ts";
import { firstLanguage } from "./bridges/strings.ts";
import type { OpenedLink } from "./driver.ts";

/** Any of these says USB, whatever `port` says. */
const USB_OPTIONS = [
  "subdriver",
  "vendorid",
  "productid",
  "vendor",
  "product",
  "serial",
  "bus",
  "langid_fix",
  "busport",
];

export const meansUsb = (settings: DriverSettings): boolean =>
  /^auto$/i.test(settings.port) || USB_OPTIONS.some((name) => settings.get(name) !== undefined);

/** The chip that the user names; undefined where the device's ids tell. Throws DriverError `configuration`. */
function namedBridge(settings: DriverSettings): Bridge | undefined {
  const name = settings.get("subdriver");
  if (name === undefined) return undefined;
  const found = bridgeNamed(name);
  if (!found) {
    const names = BRIDGES.map((bridge) => bridge.name).join(", ");
    throw new DriverError("configuration", `subdriver = ${name} names no USB bridge; there are ${names}`);
  }
  if (settings.get("vendorid") === undefined || settings.get("productid") === undefined)
    throw new DriverError("configuration", `subdriver = ${name} needs vendorid and productid`);
  return found;
}

/** What is wrong with `langid_fix`. */
export const languageProblem = (text: string): string | undefined =>
  /^\s*0x[0-9a-f]{1,4}\s*$/i.test(text) ? undefined : `"${text}" is no language number such as 0x409 or 0x4095`;

function languageOf({ settings, log }: DriverContext): number | undefined {
  const text = settings.get("langid_fix");
  if (text === undefined) return undefined;
  const problem = languageProblem(text);
  if (problem === undefined) return Number.parseInt(text, 16);
  log.warning(`langid_fix: ${problem}; going on without it`);
  return undefined;
}

function noneText(devices: readonly UsbDevice[], why: string, before: Known | undefined): string {
  if (before) return why;
  const adapter = devices.find(isSerialAdapter);
  if (adapter)
    return `${nameOf(adapter)} is a serial adapter: write the serial port that it makes, such as port = /dev/ttyUSB0`;
  const seen = devices.map(titleOf).join("; ");
  return (
    `no USB bridge of a UPS that this driver knows (${seen === "" ? "no USB device is plugged in" : seen}). If one of ` +
    "them is the UPS, set vendorid, productid and subdriver"
  );
}

interface Chosen {
  readonly known: Known;
  readonly bridge: Bridge;
}

/** Finds the device: the one that was open before, else the one that the settings mean. Throws DriverError. */
async function choose({ settings, openers, log }: DriverContext, before: Known | undefined): Promise<Chosen> {
  const named = namedBridge(settings);
  const devices = await openers.usb.list();
  const able = devices.filter((device) => named !== undefined || bridgeOf(device) !== undefined);
  const takeAny = settings.has("allow_duplicates");
  const found = findDevice(able, { criteria: criteriaOf(settings), known: before, takeAny });
  if (found.kind === "several") throw new DriverError("configuration", found.text);
  if (found.kind === "none") throw new DriverError("absent", noneText(devices, found.text, before));
  for (const warning of found.warnings) log.warning(warning);
  const { device } = found;
  const bridge = named ?? bridgeOf(device);
  if (!bridge) throw new DriverError("absent", noneText(devices, "no device fits", before));
  const alike = able.filter((one) => nameOf(one) === nameOf(device) && one.serial === device.serial);
  return { known: { device, alone: alike.length === 1 }, bridge };
}

/** Tells what languages the device has, where the user has to know. */
async function lookForLanguage({ settings, log }: DriverContext, pipe: UsbPipe): Promise<void> {
  if (settings.has("noscanlangid")) return;
  const language = await firstLanguage(pipe);
  if (language !== undefined) log.debug(1, `first supported language: 0x${language.toString(16)}`);
}

const hex = (id: number): string => id.toString(16).padStart(4, "0");

async function factsOf({ openers }: DriverContext, device: UsbDevice): Promise<ReadonlyMap<string, string>> {
  return new Map([
    ["ups.vendorid", hex(device.vendorId)],
    ["ups.productid", hex(device.productId)],
    ["driver.version.usb", await openers.usb.version()],
  ]);
}

/** Opens the device, and the same one again when it was lost. */
export function usbLinks(context: DriverContext): () => Promise<OpenedLink> {
  const { settings, openers, clock, log } = context;
  let known: Known | undefined;
  if (!/^auto$/i.test(settings.port) && settings.port !== "")
    log.warning(`port = ${settings.port} is not used, for other options say that the UPS is on USB`);
  return async () => {
    const language = languageOf(context);
    const chosen = await choose(context, known);
    const { device } = chosen.known;
    const pipe = await openers.usb.open(device);
    known = chosen.known;
    if (language !== undefined) await lookForLanguage(context, pipe);
    const exchange = chosen.bridge.create({ pipe, clock, language, option: (name) => settings.get(name) });
    return {
      link: { exchange, close: () => pipe.close() },
      title: `${titleOf(device)}, bridge ${chosen.bridge.name}`,
      facts: await factsOf(context, device),
    };
  };
}
