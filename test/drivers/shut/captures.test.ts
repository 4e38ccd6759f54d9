/** Captured devices at the end of a SHUT line: the same as over USB. */
import { describe, expect, it } from "@jest/globals";
import { MGE } from "../../../src/drivers/usbhid/subdrivers/mge/mge.ts";
import { composeStatus } from "../../../src/nut/status.ts";
import { valueIn } from "../../sim/bench/driver-bench.ts";
import { captureNames, loadCapture, OWN_CAPTURES, SHARED_CAPTURES } from "../../sim/devices/usb-capture.ts";
import { dumpOf, readDevice } from "../../sim/devices/usb-mapped.ts";
import { openShutBench } from "./shut-bench.ts";

const all = [SHARED_CAPTURES, OWN_CAPTURES].flatMap((from) => captureNames(from).map((name) => [name, from] as const));

/** What a device without strings is called on a SHUT line, and what the core makes of the reading. */
const NAMES = /^ups\.(mfr|model|serial|status|alarm)$/;

describe.each(all)("%s", (name, from) => {
  it("is read frame by frame as it is over USB with Eaton's table", async () => {
    const captured = loadCapture(from, name);
    const { driver, run } = await openShutBench({}, captured);
    const reading = await run(driver.poll("full"));
    const expected = dumpOf(readDevice(captured, MGE));
    const names = [...expected.vars.keys()].filter((one) => !NAMES.test(one));
    expect(names.length).toBeGreaterThan(2);
    for (const one of names) expect([one, valueIn(reading, one)]).toEqual([one, expected.vars.get(one)]);
    expect([...(reading.commands ?? [])].sort()).toEqual(expected.commands);
    const { alarms = [], status = [] } = reading;
    expect(composeStatus({ tokens: status, alarms })).toBe(expected.vars.get("ups.status"));
  });
});
