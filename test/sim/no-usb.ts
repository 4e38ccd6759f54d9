/** A machine without USB, for drivers that need none. */
import type { HidOpener } from "../../src/host/usb-hid.ts";
import type { UsbPipeOpener } from "../../src/host/usb-pipe.ts";
import { DriverError } from "../../src/nut/driver-error.ts";

export const NO_USB: HidOpener = {
  list: () => Promise.resolve([]),
  open: () => Promise.reject(new DriverError("absent", "no USB here")),
  peek: () => Promise.resolve(undefined),
  resolve: () => Promise.resolve(undefined),
  version: () => Promise.resolve("none"),
};

export const NO_PIPES: UsbPipeOpener = {
  list: () => Promise.resolve([]),
  open: () => Promise.reject(new DriverError("absent", "no USB here")),
  version: () => Promise.resolve("none"),
};
