/** What each UPS opens its port with. */
import { describe, expect, it } from "@jest/globals";
import type { SerialSettings } from "../../../src/device/serial-line.ts";
import { driverConfig } from "../../../src/driver-daemon/engine/driver-config.ts";
import { openersOf } from "../../../src/driver-daemon/engine/openers.ts";
import { DeviceError } from "../../../src/drivers/types.ts";
import { NO_OPENERS } from "../../sim/machine/no-openers.ts";

async function openedWith(options: readonly string[]): Promise<SerialSettings | undefined> {
  let seen: SerialSettings | undefined;
  const serial = {
    open: (_path: string, settings: SerialSettings) => {
      seen = settings;
      return Promise.reject(new DeviceError("absent", "no such port"));
    },
  };
  const section = options.map((name) => ({ name, value: undefined }));
  const { common } = driverConfig({ upsname: "u", globals: [], section });
  const openers = openersOf({ ...NO_OPENERS, serial }, common);
  await expect(openers.serial.open("/dev/ttyTEST", { baud: 2400 })).rejects.toThrow("no such port");
  return seen;
}

describe("a serial port", () => {
  it("is locked", async () => {
    expect(await openedWith([])).toEqual({ baud: 2400 });
  });

  it("is not locked with nolock", async () => {
    expect(await openedWith(["nolock"])).toEqual({ baud: 2400, lock: false });
  });
});
