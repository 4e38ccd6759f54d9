import type { UsbDevice } from "../../device/hid.ts";
import { hex } from "../../nut/hex.ts";

export const idsOf = ({ vendorId, productId }: Pick<UsbDevice, "vendorId" | "productId">): string =>
  `${hex(vendorId, 4)}:${hex(productId, 4)}`;

export const idVariables = ({ vendorId, productId }: Pick<UsbDevice, "vendorId" | "productId">) =>
  [
    ["ups.vendorid", hex(vendorId, 4)],
    ["ups.productid", hex(productId, 4)],
  ] as const;

export function deviceName(device: Pick<UsbDevice, "vendorId" | "productId" | "vendor" | "product">): string {
  const words = [device.vendor, device.product].flatMap((text) => text?.trim() || []).join(" ");
  return words === "" ? idsOf(device) : `${words} (${idsOf(device)})`;
}

/** `bus 001 device 004 port 1.2`. */
export const devicePlace = ({ bus, address, ports }: UsbDevice): string =>
  `bus ${bus} device ${address} port ${ports.join(".")}`;

/** Name, serial number and place. */
export function deviceTitle(device: UsbDevice): string {
  const serial = device.serial?.trim();
  return `${deviceName(device)}${serial ? `, serial ${serial}` : ""}, at ${devicePlace(device)}`;
}
