/** Debian's mge-shut and mge-utalk beside ours on the same simulated UPS, over a pseudo-terminal. */
import { afterEach, beforeEach, expect, it } from "@jest/globals";
import { SerialUps } from "../rig/serial-ups/serial-ups.ts";
import { ShutUps } from "../rig/serial-ups/shut-ups.ts";
import { loadCapture, OWN_CAPTURES } from "../sim/devices/usb-capture.ts";
import { PULSAR_ESV } from "../sim/devices/utalk-profiles.ts";
import { comparable, DriverPair } from "./driver-pair.ts";
import { describePeers } from "./peer.ts";

let pair: DriverPair;
let line: { stop(): Promise<void> } | undefined;

beforeEach(() => {
  pair = new DriverPair();
});

afterEach(async () => {
  await pair.clear();
  await line?.stop();
  line = undefined;
});

/** Of the program and of the core. */
const FOREIGN = [/^\w+ (driver\.|device\.|shutdown\.default)/, /^(DATAOK|DUMPDONE)$/];

/** 2.8.0 takes these from memory that it never wrote, and cuts strings after nine characters. */
const IDENTITY = /^SETINFO ups\.(mfr|model|serial|vendorid|productid|firmware) /;

/**
 * 2.8.0 takes the low byte of a report descriptor's length for the high one too: only where both are the same does it
 * get a descriptor at all. Usage pages without a page say nothing.
 */
function withEqualLengthBytes(descriptor: Uint8Array): Uint8Array {
  const length = Math.ceil(descriptor.length / 0x101) * 0x101;
  return Uint8Array.of(...descriptor, ...new Uint8Array(length - descriptor.length).fill(0x04));
}

describePeers("Debian's mge-shut and ours", ["mge-shut", "socat"], ({ "mge-shut": path }) => {
  it("show the same of an Ellipse, but for its name", async () => {
    const ups = await ShutUps.start(loadCapture(OWN_CAPTURES, "own-eaton-ellipse-pro-650"));
    line = ups;
    ups.unit.reportDescriptor = withEqualLengthBytes(ups.unit.reportDescriptor);
    const left = [...FOREIGN, IDENTITY];
    const theirs = comparable(await pair.theirs(path, "mge-shut", { port: ups.path }), left);
    expect(theirs.length).toBeGreaterThan(60);
    expect(comparable(await pair.ours("mge-shut", { port: ups.path }), left)).toEqual(theirs);
  });
});

describePeers("Debian's mge-utalk and ours", ["mge-utalk", "socat"], ({ "mge-utalk": path }) => {
  it("show the same of a Pulsar ESV", async () => {
    const ups = await SerialUps.start(PULSAR_ESV);
    line = ups;
    const theirs = comparable(await pair.theirs(path, "mge-utalk", { port: ups.path }), FOREIGN);
    expect(theirs.length).toBeGreaterThan(15);
    expect(comparable(await pair.ours("mge-utalk", { port: ups.path }), FOREIGN)).toEqual(theirs);
  });
});
