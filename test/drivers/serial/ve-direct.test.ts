/** What ve-direct makes of streams that a C driver beside it cannot show. */
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { sumOf } from "../../../src/drivers/kit/line/frames.ts";
import { type Item, messageFrom, VeStream } from "../../../src/drivers/serial/ve-direct/stream.ts";
import { openBench, shownBy } from "../../sim/bench/family-bench.ts";
import { VE_DIRECT } from "../../sim/families/ve-direct.ts";

const bytesOf = (text: string): Uint8Array => Buffer.from(text, "latin1");

function block(...lines: readonly string[]): string {
  const told = `${lines.map((line) => `\r\n${line}`).join("")}\r\nChecksum\t`;
  return told + String.fromCharCode(-sumOf(bytesOf(told)) & 0xff);
}

function heard(bytes: Uint8Array): readonly Item[] {
  const stream = new VeStream();
  const items: Item[] = [];
  for (const byte of bytes) {
    const item = stream.push(byte);
    if (item) items.push(item);
  }
  return items;
}

const fieldsOf = (items: readonly Item[]): readonly (readonly (readonly [string, string])[])[] =>
  items.flatMap((item) => (item.kind === "block" ? [[...item.fields]] : []));

const ONE = block("PID\t0x203", "V\t26201");
const V_26201 = [
  ["PID", "0x203"],
  ["V", "26201"],
];

const TWO = bytesOf(ONE + ONE);
const isOne = (fields: ReturnType<typeof fieldsOf>[number]): boolean => String(fields) === "PID,0x203,V,26201";

describe("a stream of VE.Direct", () => {
  it("has blocks one after the other, and messages between them", () => {
    const items = heard(bytesOf(ONE + messageFrom("A4F100001") + ONE));
    expect(items.map(({ kind }) => kind)).toEqual(["block", "message", "block"]);
    expect(fieldsOf(items)).toEqual([V_26201, V_26201]);
  });

  it("has no block that a message breaks into, and the next one again", () => {
    const broken = `${ONE.slice(0, 12)}${messageFrom("51641")}${ONE.slice(12)}`;
    expect(heard(bytesOf(broken)).map(({ kind }) => kind)).toEqual(["message"]);
    expect(fieldsOf(heard(bytesOf(broken + ONE)))).toEqual([V_26201]);
  });

  it("takes a colon for the sum where the sum stands", () => {
    const filled =
      Array.from({ length: 360 }, (_, at) => block(`V\t${"A".repeat(at % 40)}${at % 9}`)).find((text) =>
        text.endsWith(":"),
      ) ?? "";
    expect(fieldsOf(heard(bytesOf(filled + ONE)))).toHaveLength(2);
  });

  it("has no half block, from its beginning or to its end", () => {
    expect(fieldsOf(heard(bytesOf(ONE.slice(7) + ONE)))).toEqual([V_26201]);
    expect(fieldsOf(heard(bytesOf(ONE.slice(0, 7) + ONE + ONE)))).toEqual([V_26201]);
  });

  it("has sums as Victron's examples have", () => {
    expect(["1", "7F0ED00", "8F0ED006400", "51641"].map(messageFrom)).toEqual([
      ":154\n",
      ":7F0ED0071\n",
      ":8F0ED0064000C\n",
      ":51641F9\n",
    ]);
  });

  it("forgets what has no end", () => {
    const stream = new VeStream();
    for (let at = 0; at < 1_000_000; at++) stream.push(at % 3 === 0 ? 0x3a : 0x41);
    stream.push(0x0a);
    stream.reset();
    expect([...bytesOf(ONE)].map((byte) => stream.push(byte)).filter(Boolean)).toHaveLength(1);
  });

  it("brings nothing of what is noise, and nothing that has another byte in it", () => {
    const damaged = fc.tuple(fc.nat({ max: ONE.length - 1 }), fc.integer({ min: 1, max: 255 }), fc.uint8Array());
    fc.assert(
      fc.property(damaged, ([at, change, noise]) => {
        const bytes = Uint8Array.from(bytesOf(ONE));
        bytes[at] = (bytes[at] ?? 0) ^ change;
        const after = fieldsOf(heard(Buffer.concat([bytes, TWO])));
        const behind = fieldsOf(heard(Buffer.concat([noise, TWO, TWO]))).at(-1);
        return after.length > 0 && after.every(isOne) && behind !== undefined && isOne(behind);
      }),
      { numRuns: 100_000 },
    );
  });
});

describe("ve-direct", () => {
  it("tells the value of a register that was asked for", async () => {
    const bench = await openBench(VE_DIRECT);
    await bench.run(bench.driver.instcmd("experimental.ve-direct.get", "F0ED00"));
    expect(bench.said.filter((line) => line.includes("register F0ED: 9600"))).toHaveLength(1);
  });

  it("fails where the device does not answer", async () => {
    const bench = await openBench(VE_DIRECT);
    bench.device.spoil = (bytes) => (bytes[0] === 0x3a ? new Uint8Array() : bytes);
    expect(await bench.run(bench.driver.instcmd("experimental.ve-direct.ping"))).toBe("failed");
    expect(shownBy(await bench.run(bench.driver.poll("full"))).status).toBe("OL");
  });

  it("keeps a hundred names, and no more", async () => {
    const bench = await openBench(VE_DIRECT, (unit) => {
      const block = (turn: number) => Object.fromEntries(Array.from({ length: 20 }, (_, at) => [`N${turn}${at}`, "1"]));
      Object.assign(unit, { blocks: Array.from({ length: 20 }, (_, turn) => block(turn)) });
    });
    for (let polls = 0; polls < 20; polls++) await bench.run(bench.driver.poll("full"));
    expect((await bench.run(bench.driver.poll("full"))).vars.size).toBe(100);
  });
});
