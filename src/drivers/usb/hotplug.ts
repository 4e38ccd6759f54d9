/** Looks now and then which devices are plugged in, and tells when that changed. Needs no udev. */

import type { UsbDevice } from "../../device/hid.ts";
import type { Clock, Timer } from "../../system/clock.ts";

const EVERY_MS = 500;

/** Whoever can tell what is plugged in. */
interface Lister {
  list(): Promise<readonly UsbDevice[]>;
}

async function present(usb: Lister): Promise<string> {
  const devices = await usb.list();
  return devices
    .map(({ bus, address }) => `${bus}/${address}`)
    .sort()
    .join();
}

/** Calls `arrived` after every change of what is plugged in. Answers how to stop. */
export function watchHotplug(usb: Lister, clock: Clock, arrived: () => void): () => void {
  let before: string | undefined;
  let timer: Timer | undefined;
  let stopped = false;

  const look = async (): Promise<void> => {
    const now = await present(usb).catch(() => before ?? "");
    if (stopped) return;
    const changed = before !== undefined && now !== before;
    before = now;
    timer = clock.after(EVERY_MS, () => void look());
    if (changed) arrived();
  };

  void look();
  return () => {
    stopped = true;
    timer?.cancel();
  };
}
