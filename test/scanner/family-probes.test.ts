/** Each serial family answers its own question, and no other family's. */
import { describe, expect, it } from "@jest/globals";
import { FAMILY_PROBES, FAMILY_QUESTIONS } from "../../src/scanner/family-probes.ts";
import { PlayedDevice } from "../sim/devices/played-line.ts";
import { FAMILIES } from "../sim/families/index.ts";
import { EventClock } from "../sim/machine/event-clock.ts";

/** Never asked: see family-probes.ts. */
const NEVER = [
  "safenet",
  "upscode2",
  "powercom",
  "rhino",
  "ragtech",
  "al175",
  "belkin",
  "belkinunv",
  "tripplitesu",
  "everups",
  "powervar_cx_ser",
  "tripplite",
  "victronups",
  "masterguard",
  "liebert-esp2",
  "liebert-gxe",
  "etapro",
  "ivtscd",
  "isbmex",
  "bestups",
];

/** Found as another, which drives it as well. */
const FOUND_AS: Readonly<Record<string, string>> = { bestuferrups: "bestfcom" };

/** Drivers whose question is answered, by number of the question. */
async function answered(at: (typeof FAMILIES)[number]): Promise<readonly string[]> {
  const found: string[] = [];
  for (const probe of FAMILY_PROBES) {
    const clock = new EventClock();
    const device = new PlayedDevice(at.unit, clock);
    const serial = { open: (_: string, settings: { readonly baud: number }) => Promise.resolve(device.open(settings)) };
    const one = await clock.run(probe({ serial, clock }, "/dev/ttyS0"));
    if (one?.kind === "serial") found.push(one.driver);
  }
  return [...new Set(found)];
}

describe("the questions of serial families", () => {
  it.each(FAMILIES.map((family) => [family.title ?? family.driver, family] as const))(
    "find %s, and nothing else in it",
    async (_, family) => {
      expect(await answered(family)).toEqual(
        NEVER.includes(family.driver) ? [] : [FOUND_AS[family.driver] ?? family.driver],
      );
    },
  );

  it("find nothing on a line that is silent, gives back or babbles", async () => {
    for (const said of [
      () => undefined,
      (bytes: Uint8Array) => bytes,
      () => Uint8Array.from({ length: 200 }, (_, at) => (at * 37) % 256),
    ]) {
      const unit = (say: (bytes: Uint8Array) => void) => ({
        hear: (bytes: Uint8Array) => {
          const answer = said(bytes);
          if (answer) say(answer);
        },
      });
      expect(await answered({ ...FAMILIES[0], unit } as (typeof FAMILIES)[number])).toEqual([]);
    }
  });

  it("never begin with a Z, and hold no order", () => {
    const words = FAMILY_QUESTIONS.map(({ ask }) => Buffer.from(ask).toString("latin1"));
    expect(words.filter((word) => /Z|^[SC]|\r[SC]/.test(word))).toEqual([]);
  });
});
