/** Replies that nobody would send: never an exception, never growth, never a status out of noise. */
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { QX_PROTOCOLS } from "../../../src/drivers/qx/subdrivers/index.ts";
import { decodeQs } from "../../../src/drivers/qx/subdrivers/voltronic-qs-hex.ts";
import { sealCrc, unsealCrc } from "../../../src/drivers/qx/voltronic-crc.ts";
import { DeviceError, type Reading } from "../../../src/drivers/types.ts";
import { OWN_RUNS, qxRuns } from "../../sim/bench/qx-runs.ts";
import type { Profile } from "../../sim/devices/question-device.ts";
import { qxBench } from "../../sim/devices/qx-device.ts";

const RUNS = qxRuns(OWN_RUNS).filter(({ dump }) => dump !== undefined);

interface Sample {
  readonly profile: Profile;
  readonly options: Readonly<Record<string, string>>;
}

const Q1 = "(226.0 195.0 226.0 014 49.0 27.5 30.0 00001000\r";
const RATINGS = ["F\r", "#220.0 003 024.0 50.0\r"] as const;
const VENDOR = ["I\r", "#-------------   ------     VT12046Q  \r"] as const;
const Q6 = [
  "Q6\r",
  "(227.0 225.6 230.0 50.0 229.9 000.0 000.0 49.9 007 000 000 327.8 000.0 23.0 06932 100 32 00000000 00000000 11\r",
] as const;
const WA = ["WA\r", "(001.4 000.0 000.0 001.4 000.0 000.0 001.4 001.4 006.5 000.0 000.0 007 00000000\r"] as const;

/** What devices answer of which we have no recorded run. */
const MADE: Readonly<Record<string, readonly (readonly [send: string, recv: string])[]>> = {
  omron: [["Q1\r", Q1]],
  "voltronic-qs": [["M\r", "H\r"], ["QS\r", Q1], RATINGS],
  mustek: [["QS\r", Q1], RATINGS, VENDOR],
  zinto: [["Q1\r", Q1], RATINGS, ["FW?\r", "#ONLINE USV      ZINTO 1000 V1.2      \r"]],
  innovart33: [
    Q6,
    WA,
    RATINGS,
    ["Q1\r", Q1],
    ["BPS\r", "(230.4 000.0 000.0 49.9\r"],
    ["FW?\r", "05516-1100\r"],
    ["SASV07?\r", "GASV07DN05K10KB100004       \r"],
  ],
  innovatae: [["Q1\r", Q1], RATINGS, VENDOR],
  q6: [Q6, ["Q1\r", Q1], WA, RATINGS],
  gtec: [["Q4\r", "(236.7 243.2 212.1 220.1 230.4 002 001 50.0 371 372 026.3 22.9 IM\r"], RATINGS, VENDOR],
  q1: [["Q1\r", Q1]],
};

const made = (name: string): Sample => ({
  profile: { exchanges: (MADE[name] ?? []).map(([send, recv]) => ({ send, recv })) },
  options: { protocol: name },
});

/** A device of each protocol. */
const SAMPLES: readonly Sample[] = QX_PROTOCOLS.map(
  ({ name }) => RUNS.find(({ options }) => options.protocol === name) ?? made(name),
);

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
