/** usbhid-ups on a machine with simulated sockets. */

import { usbSource } from "../../../src/drivers/usbhid/hid-source.ts";
import { SUBDRIVERS } from "../../../src/drivers/usbhid/subdrivers/index.ts";
import { UsbHidDriver } from "../../../src/drivers/usbhid/usbhid-driver.ts";
import { createLog } from "../../../src/system/log/log.ts";
import { type CapturedDevice, loadCapture, OWN_CAPTURES } from "../../sim/devices/usb-capture.ts";
import { SimUsbDevice, SimUsbMachine } from "../../sim/devices/usb-machine.ts";
import { settingsOf } from "../../sim/machine/settings.ts";
import { VirtualClock } from "../../sim/machine/virtual-clock.ts";

export const CYBERPOWER = "own-cyberpower-cp1600epfclcd";
export const APC = "own-apc-back-ups-cs-650";

export const plugged = (name: string = CYBERPOWER): SimUsbDevice => new SimUsbDevice(loadCapture(OWN_CAPTURES, name));
export const pluggedIn = (captured: CapturedDevice): SimUsbDevice => new SimUsbDevice(captured);

export interface Bench {
  readonly driver: UsbHidDriver;
  readonly machine: SimUsbMachine;
  readonly clock: VirtualClock;
  readonly said: string[];
  readonly wakes: () => number;
  readonly wake: () => void;
  /** Lets a call run to its end, moving time on as it waits. */
  finish<T>(call: Promise<T>, ms?: number): Promise<T>;
}

export function benchOf(devices: readonly SimUsbDevice[], section: Readonly<Record<string, string>> = {}): Bench {
  const clock = new VirtualClock();
  const machine = new SimUsbMachine(clock, ...devices);
  const said: string[] = [];
  const log = createLog((level, text) => said.push(`${level}: ${text}`), section.explore === undefined ? 0 : 1);
  let wakes = 0;
  const settings = settingsOf(section);
  const source = usbSource({ hid: machine, settings, log, subdrivers: SUBDRIVERS }, clock);
  const driver = new UsbHidDriver({ source, settings, log, clock });
  const finish = async <T>(call: Promise<T>, ms = 120_000): Promise<T> => {
    let done = false;
    const settled = call.finally(() => {
      done = true;
    });
    settled.catch(() => undefined);
    for (let waited = 0; !done && waited < ms; waited += 500) await clock.advance(500);
    return settled;
  };
  const wake = (): void => {
    wakes++;
  };
  return { driver, machine, clock, said, wakes: () => wakes, wake, finish };
}
