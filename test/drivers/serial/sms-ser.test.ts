/** What sms_ser does that a C driver beside it cannot show. */
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { sumOf } from "../../../src/drivers/kit/line/frames.ts";
import { answers, FRAMING, modelIn, word } from "../../../src/drivers/serial/sms-ser/frame.ts";
import { openBench, shownBy } from "../../sim/bench/family-bench.ts";
import { SMS_SER } from "../../sim/families/sms-ser.ts";

const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text.replaceAll(" ", ""), "hex"));

describe("answers of UPSes of SMS", () => {
  // What users of such UPSes have published.
  it.each([
    ["Q", "3d 00 00 08 82 04 50 00 00 02 57 03 e8 01 66 09 31 0d"],
    ["Q", "3d 00 00 00 00 04 7d 00 00 02 58 03 66 01 38 89 bd 0d"],
    ["Q", "3d 00 00 08 e9 04 86 00 00 02 58 03 e8 01 bd 09 3c 0d"],
    ["I", Buffer.from(":MNG3 1500 Bi1.2o\r", "latin1").toString("hex")],
    ["F", Buffer.from(";EBiS115000 2460o\r", "latin1").toString("hex")],
  ])("to %s are right: %s", (letter, bytes) => {
    expect([FRAMING.isRight(hex(bytes)), answers(letter, hex(bytes))]).toEqual([true, true]);
    expect(answers(letter === "Q" ? "I" : "Q", hex(bytes))).toBe(false);
  });

  it("have tenths", async () => {
    const bench = await openBench(SMS_SER, (unit) =>
      Object.assign(unit, { told: [981, 2272, 1151, 123, 599, 995, 358], flags: 0x08 }),
    );
    expect(shownBy(await bench.run(bench.driver.poll("full"))).vars).toMatchObject({
      "battery.charge": "99.50",
      "battery.charger.status": "charging",
      "battery.voltage": "23.88",
      "input.voltage": "227.20",
      "output.frequency": "59.90",
      "ups.load": "12.30",
      "ups.temperature": "35.80",
    });
  });

  it("are found out where a byte is another one", () => {
    const wrong = fc.tuple(
      fc.constantFrom(..."<=>:;"),
      fc.uint8Array({ minLength: 15, maxLength: 15 }),
      fc.nat({ max: 17 }),
      fc.integer({ min: 1, max: 255 }),
    );
    fc.assert(
      fc.property(wrong, ([kind, rest, at, change]) => {
        const told = [kind.charCodeAt(0), ...rest];
        const frame = Uint8Array.of(...told, -sumOf(told) & 0xff, 0x0d);
        const wasRight = FRAMING.isRight(frame) && /^[\x20-\x7e]*$/.test(modelIn(frame));
        frame[at] = (frame[at] ?? 0) ^ change;
        return wasRight && !FRAMING.isRight(frame);
      }),
      { numRuns: 100_000 },
    );
  });
});

describe("words to UPSes of SMS", () => {
  it("have their seconds in two bytes, the higher one first", () => {
    expect(word("T", 900)).toEqual(Uint8Array.of(0x54, 0x03, 0x84, 0xff, 0xff, 0x27, 0x0d));
  });

  it("make zero together", () => {
    const seconds = fc.option(fc.nat({ max: 0xffff }), { nil: undefined });
    fc.assert(
      fc.property(fc.constantFrom(..."QIFMLTSRDC"), seconds, (letter, told) => {
        const bytes = word(letter, told);
        return bytes.length === 7 && sumOf(bytes.subarray(0, -1)) === 0;
      }),
    );
  });
});

describe("sms_ser", () => {
  it("reboots after the seconds that were set", async () => {
    const bench = await openBench(SMS_SER);
    expect(await bench.run(bench.driver.setvar("ups.delay.reboot", "300"))).toBe("handled");
    bench.sent();
    await bench.run(bench.driver.instcmd("shutdown.reboot"));
    expect(bench.sent()).toBe("53012cffff820d");
  });

  it("takes no option that is no number", async () => {
    await expect(openBench({ ...SMS_SER, options: { rebootdelay: "soon" } })).rejects.toMatchObject({
      fault: "configuration",
    });
  });
});
