import { expect, it } from "@jest/globals";
import { DeviceError } from "../../src/device/device-error.ts";
import { firstFace } from "../../src/transport/usb/first-face.ts";

const KEYBOARD = Uint8Array.of(1);
const UPS = Uint8Array.of(2);
const isUps = (descriptor: Uint8Array): boolean => descriptor === UPS;

type Face = Uint8Array | DeviceError | undefined;

const look = (...faces: readonly Face[]) =>
  firstFace(
    [...faces.keys()],
    (number) => {
      const face = faces[number ?? 0];
      return face instanceof DeviceError ? Promise.reject(face) : Promise.resolve(face);
    },
    isUps,
  );

const denied = new DeviceError("denied", "permission denied");

it("takes the first interface that is wanted, past keyboards and those that tell nothing", async () => {
  expect(await look(KEYBOARD, undefined, UPS, UPS)).toEqual({ interface: 2 });
  expect(await look(KEYBOARD, undefined)).toBeUndefined();
  expect(await look()).toBeUndefined();
});

it("goes past an interface that may not be looked at, and says so only where no other is wanted", async () => {
  expect(await look(denied, UPS)).toEqual({ interface: 1 });
  await expect(look(KEYBOARD, denied)).rejects.toBe(denied);
});

it("takes a device that goes away meanwhile for one without such an interface", async () => {
  expect(await look(new DeviceError("lost", "the device is gone"))).toBeUndefined();
});
