/** Microlink: what a descriptor says, what its checksum finds out, how a session goes on, and what is shown on request. */
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { wellFormed } from "../../../src/driver-daemon/control/well-formed.ts";
import { Frames } from "../../../src/drivers/kit/line/frames.ts";
import { placesIn } from "../../../src/drivers/serial/apcmicrolink/descriptor.ts";
import { checksumOf, FIRST_PAGE, HEADER } from "../../../src/drivers/serial/apcmicrolink/page.ts";
import { type FamilyBench, openBench, shownBy } from "../../sim/bench/family-bench.ts";
import type { Unit } from "../../sim/devices/played-line.ts";
import { APCMICROLINK, MicrolinkUnit } from "../../sim/families/apcmicrolink.ts";

const memory = (tokens: readonly number[], values = 64): Uint8Array =>
  Uint8Array.of(...new Uint8Array(HEADER), ...tokens, ...new Uint8Array(values));
const described = (
  tokens: readonly number[],
  values?: number,
): readonly (readonly [string, number, number])[] | undefined => {
  const from = HEADER + tokens.length;
  const places = placesIn(memory(tokens, values), from);
  return places && [...places].map(([path, { at, size }]) => [path, at - from, size]);
};

describe("a descriptor", () => {
  it.each([
    [
      "values of two bytes, and of another size",
      [0xf8, 2, 0x0a, 0x0b, 0xfc, 4, 0x0c, 0xff, 0xff],
      [
        ["2:A", 0, 2],
        ["2:B", 2, 4],
        ["2:C", 6, 2],
      ],
    ],
    [
      "blocks in blocks",
      [0xf8, 2, 0xfe, 4, 0x20, 0xfe, 5, 0x21, 0xff, 0x22, 0xf6, 0x23, 0xff, 0xff],
      [
        ["2:4.20", 0, 2],
        ["2:4.5.21", 2, 2],
        ["2:4.22", 4, 2],
        ["2:23", 6, 2],
      ],
    ],
    [
      "a block that is repeated",
      [0xf8, 2, 0xfd, 0x3d, 2, 0x0a, 0x0b, 0xff, 0x0c, 0xff, 0xff],
      [
        ["2:3D[0].A", 0, 2],
        ["2:3D[0].B", 2, 2],
        ["2:3D[1].A", 4, 2],
        ["2:3D[1].B", 6, 2],
        ["2:C", 8, 2],
      ],
    ],
    [
      "what is given with a value",
      [0xf8, 2, 0x0a, 0xfb, 1, 2, 0x0b, 0xfa, 1, 2, 3, 4, 0x0c, 0xfc, 1, 0xf9, 7, 0xff, 0xff],
      [
        ["2:A", 0, 2],
        ["2:B", 2, 2],
        ["2:C", 4, 1],
      ],
    ],
    ["a value that has no name", [0xf8, 2, 0xf5, 0x0a, 0xfc, 3, 0x0b, 0xff, 0xff], [["2:B", 3, 2]]],
    [
      "a block that has none",
      [0xf8, 2, 0xf4, 0x0a, 0xff, 0xf7, 0x0b, 0xff, 0xff],
      [
        ["2:A", 0, 2],
        ["2:B", 2, 2],
      ],
    ],
    ["the first of two at one path", [0xf8, 2, 0x0a, 0x0a, 0xff, 0xff], [["2:A", 0, 2]]],
  ] as const)("has %s", (_, tokens, places) => {
    expect(described(tokens)).toEqual(places);
  });

  it.each([
    ["an end in the middle of a value", [0xf8, 2, 0x0a, 0xfa, 1, 2], 0],
    ["a byte that is no value", [0xf8, 2, 0x00, 0xff, 0xff], 64],
    ["a token that nobody knows", [0xf8, 2, 0xe5, 0xff, 0xff], 64],
    ["a block that is repeated no times", [0xf8, 2, 0xfd, 0x3d, 0, 0x0a, 0xff, 0xff, 0xff], 64],
    ["more blocks in blocks than there can be", [...Array.from({ length: 40 }, () => 0xf4), 0xff], 64],
    ["blocks that are repeated without an end", [...Array.from({ length: 8 }, () => [0xfd, 1, 255]).flat(), 0xff], 64],
  ])("is none with %s", (_, tokens, values) => {
    expect(described(tokens, values)).toBeUndefined();
  });

  it("leaves out values that the memory does not hold", () => {
    expect(described([0xf8, 2, 0x0a, 0x0b, 0xff, 0xff], 3)).toEqual([["2:A", 0, 2]]);
  });

  it("of any bytes names places in the memory, or is none", () => {
    const token = fc.oneof(fc.integer({ min: 0xf4, max: 0xff }), fc.integer({ min: 0, max: 0xff }));
    const tokens = fc.array(token, { maxLength: 120 });
    fc.assert(
      fc.property(tokens, fc.nat(200), (bytes, from) => {
        const all = memory(bytes);
        const places = [...(placesIn(all, from) ?? new Map()).values()];
        return places.every(({ at, size }) => size > 0 && at >= from && at + size <= all.length);
      }),
      { numRuns: 100_000 },
    );
  });
});

const frame = (page: Uint8Array): Uint8Array => {
  const inside = Uint8Array.of(0, ...page);
  return Uint8Array.of(...inside, ...checksumOf(inside));
};
const heard = (bytes: Iterable<number>): Uint8Array | undefined => {
  const frames = new Frames(FIRST_PAGE);
  for (const byte of bytes) {
    const found = frames.push(byte);
    if (found) return found;
  }
  return frames.pause();
};

describe("a page", () => {
  const page = new MicrolinkUnit(() => undefined).memory.subarray(0, 32);

  it("is found among noise", () => {
    expect(heard([0xfe, 0x00, 0x01, ...frame(page)])).toEqual(frame(page));
  });

  it("with one byte that is another is none, but for 00 and ff, which the checksum does not tell apart", () => {
    for (const [at, was] of frame(page).entries())
      for (let byte = 0; byte < 256; byte++) {
        const wrong = frame(page);
        wrong[at] = byte;
        const isSame = byte === was || (byte % 255 === 0 && was % 255 === 0 && at > 3);
        if (!isSame) expect([at, byte, heard(wrong)]).toEqual([at, byte, undefined]);
      }
  });
});

const unitOf = (bench: FamilyBench): MicrolinkUnit => bench.device.unit as MicrolinkUnit;
const poll = (bench: FamilyBench) => bench.run(bench.driver.poll("full"));

describe("a session", () => {
  it("tells the password, without which no order is taken", async () => {
    const bench = await openBench(APCMICROLINK);
    expect(await bench.run(bench.driver.instcmd("test.battery.start"))).toBe("handled");
    expect([...unitOf(bench).read("2:10")]).toEqual([4, 1]);
  });

  it("begins again in the same poll where the device has ended it, and tells the password again", async () => {
    const bench = await openBench(APCMICROLINK);
    await poll(bench);
    unitOf(bench).isOver = true;
    expect(shownBy(await poll(bench)).status).toBe("OL");
    expect([...unitOf(bench).read("2:4.8.9")]).toEqual([0, 1]);
  });

  it("is over where another UPS answers", async () => {
    const bench = await openBench(APCMICROLINK);
    await poll(bench);
    unitOf(bench).memory[4] = 0x77;
    await expect(poll(bench)).rejects.toMatchObject({ fault: "lost", message: expect.stringContaining("another UPS") });
  });

  it("is none with a UPS that does not describe its values", async () => {
    const opened = openBench(APCMICROLINK, (unit) => {
      (unit as MicrolinkUnit).memory[6] = 0x01;
    });
    await expect(opened).rejects.toMatchObject({ fault: "absent", message: expect.stringContaining("describe") });
  });

  it("never has LB on mains", async () => {
    const bench = await openBench(APCMICROLINK, (unit) => (unit as MicrolinkUnit).put({ "2:4.3E.B6": 1 << 14 }));
    expect(shownBy(await poll(bench)).status).toBe("OL");
  });
});

it("shows an efficiency while the device has one, however it was opened", async () => {
  const efficiency = (raw: number) => (unit: Unit) => (unit as MicrolinkUnit).put({ "3:17": raw });
  const bench = await openBench(APCMICROLINK, efficiency(-4));
  const shown = async (raw: number): Promise<unknown> => {
    efficiency(raw)(unitOf(bench));
    return wellFormed((await poll(bench)).vars).get("ups.efficiency");
  };
  expect([await shown(-4), await shown(90 * 128), await shown(-1), await shown(-99)]).toEqual([
    undefined,
    { value: "90" },
    undefined,
    undefined,
  ]);
});

it("gives orders in the name of whom cmdsrc says", async () => {
  const bench = await openBench({ ...APCMICROLINK, options: { cmdsrc: "SmartSlot1" } });
  await bench.run(bench.driver.instcmd("outlet.group.1.load.off"));
  await bench.run(bench.driver.instcmd("calibrate.start"));
  expect([unitOf(bench).read("2:4.B5"), unitOf(bench).read("2:12")].map((bytes) => [...bytes])).toEqual([
    [0, 0, 0x82, 0x04],
    [0x08, 0x01],
  ]);
});

it.each([
  ["baudrate", "300", "none of 1200"],
  ["cmdsrc", "telephone", "none of rj45"],
  ["showinternals", "perhaps", "none of yes"],
])("says what is wrong with %s = %s", async (option, value, words) => {
  const opened = openBench({ ...APCMICROLINK, options: { [option]: value } });
  await expect(opened).rejects.toMatchObject({ fault: "configuration", message: expect.stringContaining(words) });
});

it("shows on request what the device says of its memory, and values without a name", async () => {
  const bench = await openBench({ ...APCMICROLINK, options: { showinternals: "yes", showunmapped: "on" } });
  const { vars } = shownBy(await poll(bench));
  const shown = Object.fromEntries(Object.entries(vars).filter(([name]) => name.startsWith("microlink.")));
  expect(shown).toMatchObject({
    "microlink.descriptor.version": "1",
    "microlink.flag.auth_required": "1",
    "microlink.flags": "0x09",
    "microlink.page.width": "32",
    "microlink.series.id": "285",
    "microlink.unmapped.2:4.C0": expect.stringMatching(/^0x1234 @ [0-9a-f]{4}:2$/),
    "microlink.unmapped.2:4.C1": "abc",
  });
  expect(shown).not.toHaveProperty(["microlink.unmapped.2:4.5.20"]);
});
