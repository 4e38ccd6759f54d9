/** Replies that nobody would send: never an exception, never growth, never a status out of noise. */
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { decodeQs } from "../../../src/drivers/qx/subdrivers/voltronic-qs-hex.ts";
import { sealCrc, unsealCrc } from "../../../src/drivers/qx/voltronic-crc.ts";
import { DeviceError, type Reading } from "../../../src/drivers/types.ts";
import { SAMPLES } from "../../sim/bench/qx-samples.ts";
import { qxBench } from "../../sim/devices/qx-device.ts";

/** An answer spoilt: cut, a byte changed, something put in, or noise. */
const spoilt = fc.oneof(
  fc.record({ kind: fc.constant("cut" as const), at: fc.nat(120) }),
  fc.record({ kind: fc.constant("byte" as const), at: fc.nat(120), byte: fc.nat(255) }),
  fc.record({
    kind: fc.constant("insert" as const),
    at: fc.nat(120),
    text: fc.string({ unit: "binary", maxLength: 9 }),
  }),
  fc.record({ kind: fc.constant("noise" as const), bytes: fc.uint8Array({ maxLength: 600 }) }),
);

type Spoilt = typeof spoilt extends fc.Arbitrary<infer T> ? T : never;

function spoil(text: string, how: Spoilt): string {
  switch (how.kind) {
    case "cut":
      return text.slice(0, how.at);
    case "byte":
      return `${text.slice(0, how.at)}${String.fromCharCode(how.byte)}${text.slice(how.at + 1)}`;
    case "insert":
      return `${text.slice(0, how.at)}${how.text}${text.slice(how.at)}`;
    case "noise":
      return Buffer.from(how.bytes).toString("latin1");
  }
}

const isReading = (reading: Reading | undefined): boolean =>
  reading === undefined || (reading.vars.size < 200 && (reading.alarms ?? []).join(" ").length < 2000);

const poll = async (call: Promise<Reading>): Promise<Reading | undefined> => {
  try {
    return await call;
  } catch (error) {
    if (error instanceof DeviceError) return undefined;
    throw error;
  }
};

describe.each(SAMPLES.map((run) => [run.options.protocol ?? "", run] as const))("noise on the line of %s", (_, run) => {
  it("is refused or read, and forgotten when the device speaks again", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(spoilt, { minLength: 1, maxLength: 12 }), async (faults) => {
        const { driver, device } = qxBench(run.profile, run.options);
        await driver.open();
        const before = await driver.poll("full");
        let turn = 0;
        device.fault = (_question, answer) => spoil(answer, faults[turn++ % faults.length] as Spoilt);
        for (const depth of ["full", "quick", "full"] as const) {
          expect(isReading(await poll(driver.poll(depth)))).toBe(true);
          await driver.instcmd("beeper.toggle");
        }
        device.fault = (_question, answer) => answer;
        const after = await driver.poll("full");
        expect(after.status).toEqual(before.status);
        expect([...after.vars.keys()]).toEqual(expect.arrayContaining([...before.vars.keys()]));
      }),
      { numRuns: 25 },
    );
  });
});

describe("detection on a line of noise", () => {
  it("ends, with a protocol or with DeviceError `absent`", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 120 }), { minLength: 1, maxLength: 5 }), async (answers) => {
        const { driver, device } = qxBench({ exchanges: [] });
        let turn = 0;
        device.fault = () => Buffer.from(answers[turn++ % answers.length] ?? []).toString("latin1");
        await driver.open().catch((error: unknown) => expect(error).toBeInstanceOf(DeviceError));
        expect(device.asked.length).toBeLessThan(400);
      }),
      { numRuns: 50 },
    );
  });
});

describe("checksums and escapes", () => {
  it("read any bytes, and every text that was sealed", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        decodeQs(bytes);
        unsealCrc(bytes);
      }),
    );
    const printable = fc.string({
      unit: fc.integer({ min: 32, max: 126 }).map((code) => String.fromCharCode(code)),
      minLength: 1,
    });
    fc.assert(fc.property(printable, (text) => expect(unsealCrc(sealCrc(`${text}\r`))).toBe(text)));
  });

  it("seal a question as the device wants it", () => {
    expect(Buffer.from(sealCrc("QPI\r")).toString("hex")).toBe("515049beac0d");
  });

  it("count up bytes of the checksum that mean something on the line", () => {
    const special = /[\n\r(]/;
    for (let number = 0; number < 5000; number++) {
      const sealed = Buffer.from(sealCrc(`Q${number}\r`)).toString("latin1");
      expect(special.test(sealed.slice(-3, -1))).toBe(false);
    }
  });
});
