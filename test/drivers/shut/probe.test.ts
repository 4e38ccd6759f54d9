/** Looking for a SHUT device on a line that may be anything. */
import { expect, it } from "@jest/globals";
import { probeShut, type ShutFound } from "../../../src/drivers/shut/shut-device.ts";
import { DeviceError } from "../../../src/drivers/types.ts";
import { silent } from "../../sim/devices/shut-unit.ts";
import { ShutWire } from "../../sim/devices/shut-wire.ts";
import { loadCapture, OWN_CAPTURES } from "../../sim/devices/usb-capture.ts";
import { VirtualClock } from "../../sim/machine/virtual-clock.ts";
import { ELLIPSE } from "./shut-bench.ts";

const clock = (): VirtualClock => new VirtualClock();

async function probe(prepare: (wire: ShutWire) => void = () => undefined) {
  const time = clock();
  const wire = new ShutWire(loadCapture(OWN_CAPTURES, ELLIPSE), time);
  prepare(wire);
  const call: Promise<ShutFound | undefined> = probeShut(wire, time, "/dev/ttyTEST");
  let ended = false;
  const end = (): void => {
    ended = true;
  };
  call.then(end, end);
  await time.settle();
  while (!ended) await time.advance(100);
  return { found: await call, took: time.now(), wire };
}

it("tells what the device says of itself, and lets the port go", async () => {
  const { found, wire } = await probe();
  expect(found).toEqual({ vendor: "EATON", product: "Ellipse PRO", serial: "G355000000" });
  expect(wire.busy).toBe(false);
});

it("finds nobody on a silent line, in two seconds", async () => {
  const { found, took } = await probe((wire) => {
    wire.unit.fault = silent;
  });
  expect(found).toBeUndefined();
  expect(took).toBe(2000);
});

it("finds nobody on a line that gives back what is sent", async () => {
  const { found, wire } = await probe((one) => {
    one.echo = true;
    one.unit.fault = silent;
  });
  expect(found).toBeUndefined();
  expect(wire.busy).toBe(false);
});

it("passes on why the port cannot be had", async () => {
  const refusal = new DeviceError("denied", "/dev/ttyTEST: permission denied");
  await expect(
    probe((wire) => {
      wire.refusal = refusal;
    }),
  ).rejects.toBe(refusal);
});
