/** Every USB family in memory against what the C drivers 2.8.5 showed and sent (test/fixtures/usb-families). */
import { describe, expect, it } from "@jest/globals";
import { differencesOf, type Kept, keptOf, type Told, type Values, valuesOf } from "../../rig/suite/kept.ts";
import { USB_FAMILIES, type UsbFamily } from "../../rig/suite/usb-families.ts";
import { shownBy } from "../../sim/bench/family-bench.ts";
import { type PipeBench, pipeBench } from "../../sim/bench/pipe-bench.ts";
import { usbDevice } from "../../sim/devices/fake-pipe.ts";

const OUTCOMES = ["handled", "unknown", "invalid", "failed"];

const deviceOf = ({ identity: { vendorId, productId, strings } }: UsbFamily) => {
  const [vendor, product, serial] = strings;
  return usbDevice(vendorId, productId, { vendor, product, serial });
};

async function shows({ driver, run }: PipeBench): Promise<Values> {
  await run(driver.poll("full"));
  const { vars, status, alarm } = shownBy(await run(driver.poll("full")));
  const all = { ...vars, "ups.status": status, ...(alarm === undefined ? {} : { "ups.alarm": alarm }) };
  return valuesOf(
    Object.entries(all)
      .map(([name, value]) => `SETINFO ${name} "${value}"`)
      .join("\n"),
  );
}

async function told(bench: PipeBench, order: string): Promise<number> {
  const { driver, run } = bench;
  const [, name, value] = /^SET (\S+) "(.*)"$/.exec(order) ?? [];
  const [, cmd = "", param] = /^INSTCMD (\S+) ?(.*)$/.exec(order) ?? [];
  const outcome = name === undefined ? driver.instcmd(cmd, param || undefined) : driver.setvar(name, value ?? "");
  return OUTCOMES.indexOf(await run(outcome));
}

async function play(family: UsbFamily): Promise<Kept> {
  const { does, orders, enter } = family.plug();
  const bench = await pipeBench(family.driver, deviceOf(family), does, family.section);
  await bench.run(bench.driver.open(() => undefined));
  const { commands = [], vars } = await bench.run(bench.driver.poll("full"));
  const scenes: Record<string, Values> = {};
  for (const [name] of family.scenes) {
    enter(name);
    scenes[name] = await shows(bench);
  }
  const all: Record<string, Told> = {};
  for (const order of family.orders) {
    orders.length = 0;
    const outcome = await told(bench, order);
    const [, variable] = /^SET (\S+)/.exec(order) ?? [];
    const sent = [...orders];
    all[order] = { outcome, sent, ...(variable === undefined ? {} : { shows: (await shows(bench))[variable] ?? "" }) };
  }
  const writable = [...vars].flatMap(([name, found]) => (typeof found === "object" && found.rw ? [name] : []));
  return { scenes, commands: [...commands].sort(), writable: writable.sort(), orders: all };
}

describe.each(Object.entries(USB_FAMILIES))("%s", (name, family) => {
  it("shows and sends what the C driver does", async () => {
    expect(differencesOf(keptOf(name), await play(family), family.apart)).toBe("");
  });
});
