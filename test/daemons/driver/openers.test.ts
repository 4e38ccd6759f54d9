/** What each UPS opens its port with. */
import { describe, expect, it } from "@jest/globals";
import { driverConfig } from "../../../src/daemons/driver/driver-config.ts";
import { openersOf } from "../../../src/daemons/driver/openers.ts";
import { DriverError } from "../../../src/drivers/types.ts";
import type { SerialSettings } from "../../../src/host/serial-line.ts";
import { NO_OPENERS } from "./rig.ts";

async function openedWith(options: readonly string[]): Promise<SerialSettings | undefined> {
  let seen: SerialSettings | undefined;
  const serial = {
    open: (_path: string, settings: SerialSettings) => {
      seen = settings;
      return Promise.reject(new DriverError("absent", "no such port"));
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
