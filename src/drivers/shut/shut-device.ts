/** Opens a SHUT device: the line, the first words, what the device says of itself. */

import type { UsbDevice } from "../../device/hid.ts";
import type { SerialOpener } from "../../device/serial-line.ts";
import type { Clock } from "../../system/clock.ts";
import { feedCable } from "../kit/line/output-lines.ts";
import { DeviceError } from "../types.ts";
import { ShutChannel } from "./channel.ts";
import { SYNC } from "./frame.ts";
import { type DeviceDescriptor, parseDeviceDescriptor } from "./requests.ts";
import { askDescriptor, askString } from "./shut-link.ts";

const DEVICE_LENGTH = 18;
/** Bytes asked for a serial number at first. */
const SERIAL_LENGTH = 37;
const EATON = 0x0463;
const ADVICE = "Check that the UPS is on, that its cable is one for SHUT, and port in ups.conf";

/** In place of a string that the device does not have. */
export const NOT_KNOWN = "unknown";

export interface ShutDevice {
  readonly channel: ShutChannel;
  readonly device: UsbDevice;
  /** Of its HID descriptor and its report descriptor. */
  readonly descriptorIndex: number;
}

/** Throws DeviceError `absent`, `denied` or `busy`. `levels` of notification (SYNC), the wanted one first. */
async function openChannel(
  serial: SerialOpener,
  clock: Clock,
  path: string,
  levels: readonly number[],
): Promise<ShutChannel> {
  const line = await serial.open(path, { baud: 2400 });
  await feedCable(line, { dtr: false, rts: true });
  return new ShutChannel(line, clock, levels);
}

/** Throws DeviceError: `absent` where nobody answers on the line or it is not there, `denied`, `busy`. */
export async function openShut(serial: SerialOpener, clock: Clock, path: string, level: number): Promise<ShutDevice> {
  // Early Ellipse know only complete notifications.
  const channel = await openChannel(serial, clock, path, [...new Set<number>([level, SYNC.complete])]);
  try {
    if (!(await channel.begin())) throw new DeviceError("absent", `${path}: no SHUT device answers. ${ADVICE}`);
    const found = await identify(channel, path);
    if (!found) throw new DeviceError("absent", `${path}: something answers, but it is no SHUT device. ${ADVICE}`);
    return found;
  } catch (error) {
    await channel.close();
    throw error;
  }
}

/** Undefined where the device does not say which it is. Throws DeviceError `lost`. */
async function identify(channel: ShutChannel, path: string): Promise<ShutDevice | undefined> {
  const bytes = await askDescriptor(channel, "device", 0, DEVICE_LENGTH);
  const descriptor = bytes && parseDeviceDescriptor(bytes);
  if (!descriptor) return undefined;
  const device = await described(channel, descriptor, path);
  // These have a light report descriptor in front of the full one.
  const second = descriptor.vendorId === EATON && descriptor.release === 0x0202;
  return { channel, device, descriptorIndex: second ? 1 : 0 };
}

async function described(channel: ShutChannel, descriptor: DeviceDescriptor, path: string): Promise<UsbDevice> {
  const { vendorId, productId, release } = descriptor;
  const text = async (index: number, length?: number): Promise<string | undefined> =>
    index === 0 ? undefined : (await askString(channel, index, length)) || undefined;
  return {
    vendorId,
    productId,
    release,
    vendor: (await text(descriptor.vendor)) ?? "Eaton",
    product: (await text(descriptor.product)) ?? NOT_KNOWN,
    serial: (await text(descriptor.serial, SERIAL_LENGTH)) ?? NOT_KNOWN,
    bus: "serial",
    address: path,
    ports: [],
    hid: true,
    node: path,
  };
}

export interface ShutFound {
  readonly vendor: string;
  readonly product: string;
  readonly serial: string | undefined;
}

const PROBE_TRIES = 2;
const known = (text: string | undefined): string | undefined => (text === NOT_KNOWN ? undefined : text);

/**
 * Undefined where none answers, after two seconds on a silent line. Throws DeviceError `absent`, `denied` or `busy`
 * where the port itself cannot be had, `lost` where it goes away.
 */
export async function probeShut(serial: SerialOpener, clock: Clock, path: string): Promise<ShutFound | undefined> {
  const channel = await openChannel(serial, clock, path, [SYNC.off]);
  try {
    const found = (await channel.begin(PROBE_TRIES)) ? await identify(channel, path) : undefined;
    if (!found) return undefined;
    const { vendor, product, serial } = found.device;
    return { vendor: vendor ?? "", product: known(product) ?? "", serial: known(serial) };
  } finally {
    await channel.close();
  }
}
