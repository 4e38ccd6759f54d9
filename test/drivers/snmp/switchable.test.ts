/** `outlet.#.switchable` of Eaton ePDUs: what C 2.8.5 makes of the two objects that may tell it. */
import { expect, it } from "@jest/globals";
import type { Reading } from "../../../src/drivers/types.ts";
import { loadWalk, OWN_WALKS, type SnmpWalk } from "../../sim/devices/snmp-walk.ts";
import { dumpOf, opened } from "./snmp-bench.ts";

const CONTROL = "1.3.6.1.4.1.534.6.6.7.6.6.1";
/** Of the first PDU in the chain. */
const switchable = (outlet: number): string => `${CONTROL}.9.0.${outlet}`;
const offTimer = (outlet: number): string => `${CONTROL}.3.0.${outlet}`;

const chain = (): SnmpWalk => loadWalk(OWN_WALKS, "own-eaton-epdu-chain");

async function read(walk: SnmpWalk): Promise<Reading> {
  const { driver } = await opened(walk);
  await driver.poll("full");
  return driver.poll("full");
}

const told = (reading: Reading): readonly (string | undefined)[] =>
  [1, 2, 3].map((outlet) => dumpOf(reading).vars.get(`device.1.outlet.${outlet}.switchable`));

it("is what the PDU says of an outlet, though it has a timer", async () => {
  const walk = chain();
  walk.set(switchable(2), 2);
  expect(told(await read(walk))).toEqual(["yes", "no", "yes"]);
});

it("follows a change of the PDU's settings", async () => {
  const { driver, agent } = await opened(chain());
  await driver.poll("full");
  agent.walk.set(switchable(3), 2);
  expect(told(await driver.poll("full"))).toEqual(["yes", "yes", "no"]);
});

it("is yes on an older PDU, where an outlet's timer shows that it can be switched", async () => {
  const walk = chain();
  for (const outlet of [1, 2, 3]) walk.objects.delete(switchable(outlet));
  expect(told(await read(walk))).toEqual(["yes", "yes", "yes"]);
});

it("is not there where a PDU only measures", async () => {
  const walk = chain();
  for (const outlet of [1, 2, 3]) for (const oid of [switchable(outlet), offTimer(outlet)]) walk.objects.delete(oid);
  expect(told(await read(walk))).toEqual([undefined, undefined, undefined]);
});

it("takes no command away: the C driver offers them for each outlet, and the PDU refuses", async () => {
  const walk = chain();
  walk.set(switchable(2), 2);
  expect((await read(walk)).commands).toContain("device.1.outlet.2.load.off");
});
