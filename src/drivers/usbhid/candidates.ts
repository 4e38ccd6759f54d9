/** Which devices can be read, and with whose table. */

import type { UsbDevice } from "../../device/hid.ts";
import { hex } from "../../nut/hex.ts";
import type { DriverSettings } from "../types.ts";
import { DeviceError } from "../types.ts";
import { deviceName } from "../usb/describe-device.ts";
import { claimant, claimOf, subdriverNamed } from "./claim.ts";
import type { Subdriver } from "./subdriver.ts";
import { EXPLORE } from "./subdrivers/explore.ts";

/** Undefined: no table claims the device. */
export type TableOf = (device: UsbDevice) => Subdriver | undefined;

/** How tables are chosen with these settings. Throws DeviceError `configuration`. */
export function tableChooser(subdrivers: readonly Subdriver[], settings: DriverSettings): TableOf {
  if (settings.has("explore")) return exploring(settings);
  const wanted = settings.get("subdriver");
  if (wanted !== undefined) return always(named([...subdrivers, EXPLORE], wanted, settings));
  const likelyToo = settings.get("productid") !== undefined;
  return (device) => claimant(subdrivers, device, likelyToo && device.hid);
}

const always =
  (subdriver: Subdriver): TableOf =>
  (device) =>
    device.hid ? subdriver : undefined;

function exploring(settings: DriverSettings): TableOf {
  if (settings.get("vendorid") === undefined)
    throw new DeviceError("configuration", "explore needs vendorid, so that it opens no keyboard by mistake");
  return always(EXPLORE);
}

function named(subdrivers: readonly Subdriver[], wanted: string, settings: DriverSettings): Subdriver {
  const found = subdriverNamed(subdrivers, wanted);
  if (!found) {
    const names = subdrivers.map(({ name }) => name).join(", ");
    throw new DeviceError("configuration", `subdriver = ${wanted} names no table; there are ${names}`);
  }
  if (settings.get("vendorid") === undefined || settings.get("productid") === undefined)
    throw new DeviceError("configuration", `subdriver = ${wanted} needs vendorid and productid`);
  return found;
}

export const refusals = (subdrivers: readonly Subdriver[], devices: readonly UsbDevice[]): readonly string[] =>
  devices.filter(({ hid }) => hid).flatMap((device) => refusal(subdrivers, device) ?? []);

function refusal(subdrivers: readonly Subdriver[], device: UsbDevice): string | undefined {
  const maker = subdrivers.find((one) => claimOf(one, device) === "likely");
  if (!maker || maker.quiet?.(device)) return undefined;
  const other = maker.elsewhere?.(device);
  if (other !== undefined) return `${deviceName(device)} needs the driver ${other}`;
  const id = hex(device.productId, 4);
  return `${deviceName(device)} is of ${maker.maker}, but not known as a UPS: if it is one, set productid = ${id}`;
}
