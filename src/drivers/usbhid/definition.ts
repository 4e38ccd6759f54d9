import type { DriverDefinition } from "../types.ts";
import { OPTIONS } from "./options.ts";
import { SUBDRIVERS } from "./subdrivers/index.ts";
import { UsbHidDriver } from "./usbhid-driver.ts";

export const USBHID_UPS: DriverDefinition = {
  name: "usbhid-ups",
  title: "USB devices of the HID Power Device Class",
  version: "0.71",
  options: OPTIONS,
  quick: true,
  create: ({ settings, log, clock, openers }) =>
    new UsbHidDriver({ settings, log, clock, hid: openers.hid, subdrivers: SUBDRIVERS }),
};
