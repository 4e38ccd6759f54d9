/** mge-shut: a HID device that is reached over a serial line. */

import type { UsbDevice } from "../../device/hid.ts";
import type { SerialOpener } from "../../device/serial-line.ts";
import type { Clock } from "../../system/clock.ts";
import type { DriverDefinition, DriverSettings } from "../types.ts";
import { deviceName } from "../usb/describe-device.ts";
import type { HidSource } from "../usbhid/hid-source.ts";
import { descriptorOf, type Opened } from "../usbhid/opening.ts";
import { MGE } from "../usbhid/subdrivers/mge/mge.ts";
import { UsbHidDriver } from "../usbhid/usbhid-driver.ts";
import { levelOf, OPTIONS } from "./options.ts";
import { NOT_KNOWN, openShut } from "./shut-device.ts";
import { ShutLink } from "./shut-link.ts";

interface ShutParts {
  readonly serial: SerialOpener;
  readonly settings: DriverSettings;
  readonly clock: Clock;
}

const titleOf = (device: UsbDevice): string =>
  `${deviceName(device)}${device.serial === NOT_KNOWN ? "" : `, serial ${device.serial}`}, on ${device.node}`;

/** Every SHUT device is read with the table of Eaton, who made the protocol. */
const shutSource = ({ serial, settings, clock }: ShutParts): HidSource => ({
  open: async (): Promise<Opened> => {
    const level = levelOf(settings);
    const { channel, device, descriptorIndex } = await openShut(serial, clock, settings.port, level.token);
    const link = new ShutLink(channel, descriptorIndex);
    try {
      const descriptor = await descriptorOf(link, MGE, device, settings);
      const quirks = { pollOnly: !level.speaks || settings.has("pollonly") };
      return { known: { device, alone: true }, title: titleOf(device), link, subdriver: MGE, quirks, descriptor };
    } catch (error) {
      await link.close();
      throw error;
    }
  },
  published: () => Promise.resolve([]),
  watch: () => () => undefined,
});

export const MGE_SHUT: DriverDefinition = {
  name: "mge-shut",
  title: "Eaton, MGE and Dell UPSes that speak SHUT on a serial line",
  version: "0.71",
  options: OPTIONS,
  quick: true,
  create: ({ settings, log, clock, openers }) =>
    new UsbHidDriver({ source: shutSource({ serial: openers.serial, settings, clock }), settings, log, clock }),
};
