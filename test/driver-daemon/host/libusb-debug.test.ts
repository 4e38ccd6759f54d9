import { describe, expect, it } from "@jest/globals";
import { exportLibusbDebug } from "../../../src/driver-daemon/host/libusb-debug.ts";
import { config } from "../engine/rig.ts";

describe("LIBUSB_DEBUG of ups.conf", () => {
  it("is the highest level that a device asks for, over that of the environment", () => {
    const env = { LIBUSB_DEBUG: "9" };
    exportLibusbDebug([config({ LIBUSB_DEBUG: "2" }), config(), config({}, { LIBUSB_DEBUG: "3" })], env);
    expect(env.LIBUSB_DEBUG).toBe("3");
  });

  it("leaves the environment alone where ups.conf says nothing", () => {
    const env = { LIBUSB_DEBUG: "1" };
    exportLibusbDebug([config()], env);
    expect(env.LIBUSB_DEBUG).toBe("1");
  });
});
