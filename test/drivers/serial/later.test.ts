/** Values that a device does not have when its driver is started, and has later: the C drivers show them then. */
import { expect, it } from "@jest/globals";
import { openBench } from "../../sim/bench/family-bench.ts";
import type { Unit } from "../../sim/devices/played-line.ts";
import { AL175, type Al175Unit } from "../../sim/families/al175.ts";
import { BELKINUNV } from "../../sim/families/belkinunv.ts";
import { BESTFCOM_MD } from "../../sim/families/bestfcom.ts";
import { ISBMEX } from "../../sim/families/isbmex.ts";
import { LIEBERT_ESP2, type LiebertEsp2Unit } from "../../sim/families/liebert-esp2.ts";
import { LIEBERT_GXE } from "../../sim/families/liebert-gxe.ts";

type Set = (unit: Unit) => void;
const assigned =
  (values: object): Set =>
  (unit) =>
    Object.assign(unit, values);
const inside =
  (part: string, values: object): Set =>
  (unit) =>
    Object.assign((unit as unknown as Record<string, object>)[part] ?? {}, values);
const tested =
  (result: number): Set =>
  (unit) =>
    (unit as Al175Unit).become([[0x4030, result]]);
const minutes =
  (left: number): Set =>
  (unit) =>
    (unit as LiebertEsp2Unit).put({ "149.1": left });

it.each([
  ["al175", AL175, tested(2), tested(0), { "ups.test.result": "OK" }],
  [
    "belkinunv",
    BELKINUNV,
    inside("registers", { 24: [0, 0] }),
    inside("registers", { 24: [10, 9] }),
    { "input.voltage.maximum": "231.4", "input.voltage.minimum": "231.4" },
  ],
  [
    "bestfcom",
    BESTFCOM_MD,
    inside("record", { celsius: 0 }),
    inside("record", { celsius: 31 }),
    { "ups.temperature": "31.0" },
  ],
  ["isbmex", ISBMEX, assigned({ period: 0 }), assigned({ period: 16_667 }), { "input.frequency": "60.00" }],
  ["liebert-esp2", LIEBERT_ESP2, minutes(0xffff), minutes(12), { "battery.runtime": "720" }],
  [
    "liebert-gxe",
    LIEBERT_GXE,
    assigned({ battery: 0, testing: 0 }),
    assigned({ battery: 0xe3, testing: 0xe0 }),
    { "battery.charger.status": "discharging", "ups.test.result": "In progress" },
  ],
] as const)("%s shows what it could not show when it was opened", async (_, family, before, after, shown) => {
  const bench = await openBench(family, before);
  const valuesOf = async (): Promise<Record<string, string | undefined>> => {
    const { vars } = await bench.run(bench.driver.poll("full"));
    return Object.fromEntries(
      Object.keys(shown).map((name) => {
        const value = vars.get(name);
        return [name, typeof value === "object" ? value.value : value];
      }),
    );
  };
  expect(Object.values(await valuesOf()).every((value) => value === undefined)).toBe(true);
  after(bench.device.unit);
  await bench.run(bench.driver.poll("full"));
  expect(await valuesOf()).toEqual(shown);
});

it("liebert-esp2 asks once for what the UPS does not have", async () => {
  const bench = await openBench(LIEBERT_ESP2, (unit) => (unit as LiebertEsp2Unit).lose("149.12"));
  const TEMPERATURE = "019502010ca5";
  bench.sent();
  await bench.run(bench.driver.poll("full"));
  await bench.run(bench.driver.poll("full"));
  expect(bench.sent()).not.toContain(TEMPERATURE);
});
