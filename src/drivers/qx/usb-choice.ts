/** Which USB device is meant, and the chip that it has. */
import type { UsbDevice } from "../../device/hid.ts";
import { takeFound } from "../kit/usb-open.ts";
import { DeviceError, type DriverContext, type DriverSettings } from "../types.ts";
import { deviceName, deviceTitle } from "../usb/describe-device.ts";
import { findDevice, type Known, withNames } from "../usb/find-device.ts";
import { criteriaOf } from "../usb/match.ts";
import type { Bridge } from "./bridges/bridge.ts";
import { BRIDGES, bridgeNamed, bridgeOf, isSerialAdapter } from "./bridges/ids.ts";

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

/** The chip that the user names; undefined where the device's ids tell. Throws DeviceError `configuration`. */
function namedBridge(settings: DriverSettings): Bridge | undefined {
  const name = settings.get("subdriver");
  if (name === undefined) return undefined;
  const found = bridgeNamed(name);
  if (!found) {
    const names = BRIDGES.map((bridge) => bridge.name).join(", ");
    throw new DeviceError("configuration", `subdriver = ${name} names no USB bridge; there are ${names}`);
  }
  if (settings.get("vendorid") === undefined || settings.get("productid") === undefined)
    throw new DeviceError("configuration", `subdriver = ${name} needs vendorid and productid`);
  return found;
}

function noneText(devices: readonly UsbDevice[], why: string, before: Known | undefined): string {
  if (before) return why;
  const adapter = devices.find(isSerialAdapter);
  if (adapter)
    return `${deviceName(adapter)} is a serial adapter: write the serial port that it makes, such as port = /dev/ttyUSB0`;
  const seen = devices.map(deviceTitle).join("; ");
  return (
    `no USB bridge of a UPS that this driver knows (${seen === "" ? "no USB device is plugged in" : seen}). If one of ` +
    "them is the UPS, set vendorid, productid and subdriver"
  );
}

export interface Chosen {
  readonly known: Known;
  readonly bridge: Bridge;
}

/**
 * Finds the device: the one that was open before, else the one that the settings mean, first of those that fit as
 * well (`allow_duplicates`). Throws DeviceError.
 */
export async function choose(
  { settings, openers, log }: DriverContext,
  before: Known | undefined,
): Promise<readonly Chosen[]> {
  const named = namedBridge(settings);
  const bridge = (device: UsbDevice): Bridge | undefined => named ?? bridgeOf(device);
  const devices = withNames(await openers.usb.list(), before);
  const able = devices.filter((device) => bridge(device) !== undefined);
  const takeAny = settings.has("allow_duplicates");
  const found = findDevice(able, { criteria: criteriaOf(settings), known: before, takeAny });
  if (found.kind === "none") throw new DeviceError("absent", noneText(devices, found.text, before));
  return takeFound(found, able, log).flatMap((known) => {
    const chip = bridge(known.device);
    return chip ? [{ known, bridge: chip }] : [];
  });
}
