/** Captured devices, compared with what usbhid-ups 2.8.5 of the C project publishes of them. */
import { describe, expect, it } from "@jest/globals";
import type { CapturedDevice } from "../../sim/devices/usb-capture.ts";
import {
  captureNames,
  differs,
  expectedCommands,
  expectedVars,
  expectedWritables,
  loadCapture,
  OWN_CAPTURES,
  SHARED_CAPTURES,
} from "../../sim/devices/usb-capture.ts";
import { dumpOf, readDevice, tableFor } from "../../sim/devices/usb-mapped.ts";

/** Of the driver program and of the core that is the same for all drivers, not of the device. */
const FOREIGN = /^(driver|device)\.|^shutdown\.default$/;

const lines = (capture: string, entries: Iterable<readonly [string, unknown]>): readonly string[] =>
  [...entries]
    .filter(([name]) => !FOREIGN.test(name) && !differs(capture, name))
    .map(([name, value]) => `${name}: ${String(value)}`)
    .sort();

function judge(from: string, name: string, device: CapturedDevice): void {
  const subdriver = tableFor(device);
  if (!subdriver) return;
  const dump = dumpOf(readDevice(device, subdriver));

  it("publishes the same variables with the same values", () => {
    expect(lines(name, dump.vars)).toEqual(lines(name, expectedVars(from, name)));
  });

  it("offers the same commands", () => {
    const keep = (commands: readonly string[]) => commands.filter((one) => !FOREIGN.test(one) && !differs(name, one));
    expect(keep(dump.commands)).toEqual(keep(expectedCommands(from, name)));
  });

  it("lets the same variables be written, with the same types", () => {
    expect(lines(name, dump.writables)).toEqual(lines(name, expectedWritables(from, name)));
  });
}

const all = [SHARED_CAPTURES, OWN_CAPTURES].flatMap((from) => captureNames(from).map((name) => [name, from] as const));

describe.each(all)("%s", (name, from) => {
  const device = loadCapture(from, name);
  const vendor = tableFor(device)?.name;
  if (vendor === undefined) it.todo("has no vendor table yet");
  judge(from, name, device);
});

if (captureNames(SHARED_CAPTURES).length === 0)
  it.todo(`has no captures of real devices here: ${SHARED_CAPTURES} is absent; our own fixtures are judged`);
