/** Where the device of a driver comes from: a USB socket, or another line that carries HID reports. */
import type { Clock } from "../../system/clock.ts";
import type { Known } from "../usb/find-device.ts";
import { watchHotplug } from "../usb/hotplug.ts";
import { chooseDevice, type Opened, type OpeningParts, openChoice } from "./opening.ts";

export interface HidSource {
  /**
   * Finds and opens the device: the one that was open before, else the one that the settings mean. Throws
   * DeviceError.
   */
  open(before: Known | undefined): Promise<Opened>;
  /** What is published of the line, once. */
  published(): Promise<readonly (readonly [name: string, value: string])[]>;
  /** Calls `arrived` after every change that may have brought the device. Answers how to stop. */
  watch(arrived: () => void): () => void;
}

/** Devices in the USB sockets of this machine. */
export const usbSource = (parts: OpeningParts, clock: Clock): HidSource => ({
  open: async (before) => openChoice(parts, await chooseDevice(parts, before)),
  published: async () => [["driver.version.usb", await parts.hid.version()]],
  watch: (arrived) => watchHotplug(parts.hid, clock, arrived),
});
