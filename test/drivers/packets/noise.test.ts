/** Packets of USB families that are spoilt: never a throw that is not ours, a hang, or an outage out of noise. */
import { describe, expect, it } from "@jest/globals";
import { USB_FAMILIES } from "../../rig/suite/usb-families.ts";
import { pipeBench } from "../../sim/bench/pipe-bench.ts";
import { BROKEN, CUT, changed, INPUTS, numbers, type Spoiling } from "../../sim/bench/spoilt.ts";
import { usbDevice } from "../../sim/devices/fake-pipe.ts";

/** What a checksum, a form, or a length alone finds out. */
const FAMILIES: readonly (readonly [name: string, spoilings: readonly Spoiling[]])[] = [
  ["bcmxcp", [...BROKEN, changed]],
  ["riello", [...BROKEN, changed]],
  ["powervar", BROKEN],
  // Their bytes mean something each.
  ["richcomm", CUT.map((cut) => (bytes, below) => cut(bytes.subarray(0, 3), below))],
  ["atcl", [(bytes) => Uint8Array.from(bytes, () => 0), () => new Uint8Array(), (bytes) => bytes.map(() => 0xff)]],
];

describe.each(FAMILIES)("%s", (name, spoilings) => {
  it("makes no other status of packets that are spoilt", async () => {
    const below = numbers(20_261_130);
    const family = USB_FAMILIES[name];
    const played = family?.plug();
    if (!family || !played) throw new Error(`no family ${name}`);
    const { vendorId, productId, strings } = family.identity;
    const [vendor, product] = strings;
    const device = usbDevice(vendorId, productId, { vendor, product });
    const { driver, run } = await pipeBench(family.driver, device, played.does, family.section);
    await run(driver.open(() => undefined));
    const { status: calm } = await run(driver.poll("full"));
    let [inputs, stale] = [0, 0];
    const spoil = (packet: Uint8Array): Uint8Array => {
      inputs++;
      return spoilings[below(spoilings.length + 3)]?.(packet, below) ?? packet;
    };
    for (let polls = 0; inputs < INPUTS; polls++) {
      played.spoilBy(polls % 10 === 9 ? undefined : spoil);
      const read = await run(driver.poll(polls % 3 === 0 ? "full" : "quick")).catch((error: unknown) => error);
      if (read instanceof Error) {
        expect(read).toMatchObject({ fault: "stale" });
        stale++;
      } else if (spoilings.includes(changed)) expect(read).toMatchObject({ status: calm });
      else expect(read).not.toMatchObject({ status: expect.arrayContaining(["OB", "LB"]) });
    }
    expect(stale).toBeGreaterThan(0);
    played.spoilBy(undefined);
    await run(driver.poll("full")).catch(() => undefined);
    expect(await run(driver.poll("full"))).toMatchObject({ status: calm });
  });
});
