/** A driver of a USB device with packets of its own, on a device in memory. */
import type { UsbDevice } from "../../../src/device/hid.ts";
import { findDriver } from "../../../src/drivers/registry.ts";
import type { Driver } from "../../../src/drivers/types.ts";
import { sleep } from "../../../src/system/clock.ts";
import { createLog } from "../../../src/system/log/log.ts";
import { type Behaviours, FakePipe } from "../devices/fake-pipe.ts";
import { EventClock } from "../machine/event-clock.ts";
import { NO_OPENERS } from "../machine/no-openers.ts";
import { settingsOf } from "../machine/settings.ts";

export interface PipeBench {
  readonly driver: Driver;
  readonly pipe: FakePipe;
  readonly clock: EventClock;
  run<T>(call: Promise<T>): Promise<T>;
}

/** `others`: devices that are plugged in besides, and what they do. */
export async function pipeBench(
  name: string,
  device: UsbDevice,
  does: Behaviours,
  options: Readonly<Record<string, string>> = {},
  others: readonly (readonly [UsbDevice, Behaviours])[] = [],
): Promise<PipeBench> {
  const clock = new EventClock();
  const pipes = [[device, does] as const, ...others].map(
    ([one, behaviours]) => new FakePipe(behaviours, one, (ms) => sleep(clock, ms)),
  );
  const [pipe] = pipes;
  const definition = await findDriver(name)?.load();
  if (!definition || !pipe) throw new Error(`no driver ${name}`);
  const driver = definition.create({
    settings: settingsOf({ port: "auto", ...options }),
    openers: {
      ...NO_OPENERS,
      usb: {
        list: () => Promise.resolve(pipes.map((one) => one.device)),
        open: (wanted) => Promise.resolve(pipes.find((one) => one.device === wanted) ?? pipe),
        version: () => Promise.resolve("libusb-1.0.27"),
      },
    },
    log: createLog(() => undefined),
    clock,
  });
  return { driver, pipe, clock, run: (call) => clock.run(call) };
}
