/** nutdrv_qx on a machine with simulated USB sockets. */

import type { UsbDevice } from "../../../src/device/hid.ts";
import type { UsbPipe } from "../../../src/device/usb-pipe.ts";
import { NUTDRV_QX } from "../../../src/drivers/qx/definition.ts";
import { DeviceError, type Driver } from "../../../src/drivers/types.ts";
import { createLog } from "../../../src/system/log/log.ts";
import type { Profile } from "../../sim/devices/answer-table.ts";
import { packetChip } from "../../sim/devices/chips.ts";
import { usbDevice } from "../../sim/devices/fake-pipe.ts";
import { NO_OPENERS } from "../../sim/machine/no-openers.ts";
import { settingsOf } from "../../sim/machine/settings.ts";
import { VirtualClock } from "../../sim/machine/virtual-clock.ts";

export const PROFILE: Profile = {
  exchanges: [{ send: "Q1\r", recv: "(228.0 227.4 228.0 028 50.1 13.6 25.0 00001001\r" }],
};

export const CYPRESS = usbDevice(0x0665, 0x5161);
export const MOUSE = usbDevice(0x046d, 0xc077, { vendor: "Logitech", product: "Mouse", address: "009", ports: [9] });

export interface Bench {
  readonly driver: Driver;
  readonly said: string[];
  /** Devices that are plugged in. */
  plugged: readonly UsbDevice[];
  readonly opened: UsbDevice[];
  /** Devices that another program holds. */
  readonly taken: UsbDevice[];
  readonly clock: VirtualClock;
}

export function bench(
  plugged: readonly UsbDevice[],
  options: Readonly<Record<string, string>>,
  pipe: () => UsbPipe,
): Bench {
  const said: string[] = [];
  const opened: UsbDevice[] = [];
  const taken: UsbDevice[] = [];
  const clock = new VirtualClock();
  const usb = {
    list: () => Promise.resolve(all.plugged),
    open: (device: UsbDevice) => {
      if (taken.includes(device)) return Promise.reject(new DeviceError("busy", "another program has it"));
      opened.push(device);
      return Promise.resolve(pipe());
    },
    version: () => Promise.resolve("usb 1"),
  };
  const driver = NUTDRV_QX.create({
    settings: settingsOf({ port: "auto", protocol: "q1", ...options }),
    openers: { ...NO_OPENERS, usb },
    clock,
    log: createLog((level, line) => said.push(`${level}: ${line}`), 1),
  });
  const all: Bench = { driver, said, plugged, opened, taken, clock };
  return all;
}

export const cypress = (
  plugged: readonly UsbDevice[] = [CYPRESS],
  options: Readonly<Record<string, string>> = {},
): Bench => bench(plugged, options, () => packetChip(PROFILE).pipe);

export const open = ({ driver }: Bench) => driver.open(() => undefined);

/** Lets a call run to its end, moving time on as it waits. */
export async function finish<T>({ clock }: Bench, call: Promise<T>): Promise<T> {
  let done = false;
  const settled = call.finally(() => {
    done = true;
  });
  settled.catch(() => undefined);
  for (let waited = 0; !done && waited < 120_000; waited += 500) await clock.advance(500);
  return settled;
}
