/** Frames and tokens: as the C driver writes them, and whatever a line may bring. */
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { FrameReader, frameOf, framesOf, type Heard, SYNC } from "../../../src/drivers/shut/frame.ts";
import {
  getDescriptor,
  getReport,
  parseDeviceDescriptor,
  parseString,
  reportDescriptorLength,
  setReport,
} from "../../../src/drivers/shut/requests.ts";

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");
const bytesOf = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text.replaceAll(" ", ""), "hex"));

const hearAll = (reader: FrameReader, bytes: Iterable<number>): readonly Heard[] =>
  [...bytes].flatMap((byte) => reader.push(byte) ?? []);

/** What mge-shut 2.8.5 sends. */
const REQUESTS: readonly (readonly [what: string, setup: Uint8Array, frame: string])[] = [
  ["the device descriptor", getDescriptor("device", 0, 18), "8188 8006000100001200 95"],
  ["a string", getDescriptor("string", 0x2e, 128), "8188 80062e0300008000 2b"],
  ["the HID descriptor", getDescriptor("hid", 0, 9), "8188 8106002100000900 af"],
  ["a feature report", getReport(6, 6), "8188 a101060300000600 a3"],
];

describe("frames", () => {
  it.each(REQUESTS)("ask for %s as the C driver does", (_, setup, frame) => {
    expect(framesOf("request", setup).map(hex)).toEqual([frame.replaceAll(" ", "")]);
  });

  it("write a report in a second frame, and only that one is the last", () => {
    const frames = framesOf("request", setReport(8, 5), bytesOf("085a00ffff"));
    expect(frames.map(hex)).toEqual(
      ["0188210908030000050026", "8555085a00ffff52"].map((one) => one.replace(/^85/, "81")),
    );
  });

  it("cut a report of more than eight bytes", () => {
    const frames = framesOf("request", setReport(1, 12), new Uint8Array(12).fill(1));
    expect(frames.map((frame) => [frame[0], frame[1]])).toEqual([
      [0x01, 0x88],
      [0x01, 0x88],
      [0x81, 0x44],
    ]);
  });

  it("come back as they were sent, whatever is in them", () => {
    const type = fc.constantFrom("request" as const, "response" as const, "notify" as const);
    fc.assert(
      fc.property(type, fc.uint8Array({ maxLength: 60 }), (kind, message) => {
        const heard = hearAll(new FrameReader(), Buffer.concat(framesOf(kind, message)));
        expect(heard.every((one) => one.kind === "frame" && one.type === kind)).toBe(true);
        const frames = heard.flatMap((one) => (one.kind === "frame" ? one : []));
        expect(frames.map(({ last }) => last)).toEqual(frames.map((_, at) => at === frames.length - 1));
        expect(Buffer.concat(frames.map(({ payload }) => payload))).toEqual(Buffer.from(message));
      }),
    );
  });

  it("are told from tokens by their first byte", () => {
    expect(hearAll(new FrameReader(), [0x06, 0x15, ...Object.values(SYNC)])).toEqual([
      { kind: "ack" },
      { kind: "nok" },
      { kind: "sync", token: 0x16 },
      { kind: "sync", token: 0x17 },
      { kind: "sync", token: 0x18 },
    ]);
  });
});

/** What is no frame. */
const WRONG: readonly (readonly [what: string, bytes: string])[] = [
  ["a wrong checksum", "84 33 010203 01"],
  ["two lengths that differ", "84 34 010203 00"],
  ["nine bytes", "84 99 010203040506070809 01"],
  ["a type that nobody knows", "42 33 010203 00"],
  ["half a frame", "84 33 01"],
];

describe.each(WRONG)("%s", (_, text) => {
  it("is told once the line is quiet, and forgotten", () => {
    const reader = new FrameReader();
    expect(hearAll(reader, bytesOf(text))).toEqual([]);
    expect(reader.pending).toBe(true);
    expect(reader.pause()).toEqual({ kind: "spoilt" });
    expect(reader.pending).toBe(false);
    expect(reader.pause()).toBeUndefined();
    expect(reader.push(0x06)).toEqual({ kind: "ack" });
  });
});

describe("noise", () => {
  it("never throws, never grows, and after a pause a frame is read again", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (noise) => {
        const reader = new FrameReader();
        for (const heard of hearAll(reader, noise))
          if (heard.kind === "frame") expect(heard.payload.length).toBeLessThanOrEqual(8);
        reader.pause();
        const payload = Uint8Array.of(1, 2, 3);
        expect(hearAll(reader, frameOf("response", payload, true))).toEqual([
          { kind: "frame", type: "response", last: true, payload },
        ]);
      }),
    );
  });

  it("is no descriptor that breaks anything", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        parseDeviceDescriptor(bytes);
        reportDescriptorLength(bytes);
        expect((parseString(bytes) ?? "").length).toBeLessThanOrEqual(20);
      }),
    );
  });
});

describe("strings of the device", () => {
  it("are read in two bytes a character, and what is beyond Latin-1 is a question mark", () => {
    expect(parseString(bytesOf("08 03 4500 ac20 6e00"))).toBe("E?n");
  });

  it("end where the answer ends", () => {
    expect(parseString(bytesOf("10 03 4500 6100"))).toBe("Ea");
  });
});
