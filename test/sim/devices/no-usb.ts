/** A machine without USB, for drivers that need none. */

import { DeviceError } from "../../../src/device/device-error.ts";
import type { HidOpener } from "../../../src/device/hid.ts";
import type { UsbPipeOpener } from "../../../src/device/usb-pipe.ts";

export const NO_USB: HidOpener = {
  list: () => Promise.resolve([]),
  open: () => Promise.reject(new DeviceError("absent", "no USB here")),
  peek: () => Promise.resolve(undefined),
  resolve: () => Promise.resolve(undefined),
  version: () => Promise.resolve("none"),
};

export const NO_PIPES: UsbPipeOpener = {
  list: () => Promise.resolve([]),
  open: () => Promise.reject(new DeviceError("absent", "no USB here")),
  version: () => Promise.resolve("none"),
};
