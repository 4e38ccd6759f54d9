import type { DriverDefinition } from "../types.ts";
import { usbSource } from "./hid-source.ts";
import { OPTIONS } from "./options.ts";
import { SUBDRIVERS } from "./subdrivers/index.ts";
import { UsbHidDriver } from "./usbhid-driver.ts";

export const USBHID_UPS: DriverDefinition = {
  name: "usbhid-ups",
  title: "USB devices of the HID Power Device Class",
  version: "0.71",
  options: OPTIONS,
  quick: true,
  create: ({ settings, log, clock, openers }) => {
    const source = usbSource({ hid: openers.hid, settings, log, subdrivers: SUBDRIVERS }, clock);
    return new UsbHidDriver({ source, settings, log, clock });
  },
};
