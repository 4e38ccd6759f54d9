/** Devices in the USB sockets of this machine. */
import type { Clock } from "../../system/clock.ts";
import { watchHotplug } from "../usb/hotplug.ts";
import type { HidSource } from "./hid-source.ts";
import { chooseDevice, type OpeningParts, openChoice } from "./opening.ts";

export const usbSource = (parts: OpeningParts, clock: Clock): HidSource => ({
  open: async (before) => openChoice(parts, await chooseDevice(parts, before)),
  published: async () => [["driver.version.usb", await parts.hid.version()]],
  watch: (arrived) => watchHotplug(parts.hid, clock, arrived),
});
