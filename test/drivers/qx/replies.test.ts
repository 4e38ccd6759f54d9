/** Replies of each protocol without driver and line: bytes in, values out. A hundred thousand each with NUTTS_RUNS=1. */
import { describe, expect, it } from "@jest/globals";
import type { QxProtocol, QxReply, QxRow } from "../../../src/drivers/qx/protocol.ts";
import { checkReply, QxSession } from "../../../src/drivers/qx/session.ts";
import { QX_PROTOCOLS } from "../../../src/drivers/qx/subdrivers/index.ts";
import { sealCrc, unsealCrc } from "../../../src/drivers/qx/voltronic-crc.ts";
import { questionOf, readRow, sliceOf } from "../../../src/drivers/qx/walk.ts";
import { SAMPLES, type Sample } from "../../sim/bench/qx-samples.ts";
import { changed, numbers, PURE_INPUTS, spoiltBytes } from "../../sim/bench/spoilt.ts";
import { untidy } from "../../sim/bench/tidy.ts";
import { QuestionDevice } from "../../sim/devices/question-device.ts";
import { settingsOf } from "../../sim/machine/settings.ts";

/** What a device says where we have no answer of one: any protocol may hear it. */
const SAID = "(226.0 195.0 226.0 014 49.0 27.5 30.0 00001000\r";
const LONGEST = 2000;

interface Answered {
  readonly reply: QxReply;
  readonly answer: Uint8Array;
}

function answersOf({ replies }: QxProtocol, { profile }: Sample, session: QxSession): readonly Answered[] {
  const { table } = new QuestionDevice(profile);
  return replies.map((reply) => {
    const question = questionOf(reply, session);
    const sent = reply.seal ? Buffer.from(reply.seal(question)).toString("latin1") : question;
    return { reply, answer: Buffer.from(table.answer(sent).text || SAID, "latin1") };
  });
}

/** What is wrong with what a row makes of a reply. */
function wrongWith(row: QxRow, text: string, session: QxSession): string | undefined {
  const slice = sliceOf(row, text, session);
  if ("when" in row) {
    const holds: unknown = row.when(slice);
    return holds === undefined || typeof holds === "boolean" ? undefined : String(holds);
  }
  const said =
    "alarm" in row ? row.alarm.read(slice) : "buzzword" in row ? row.buzzword.read(slice) : readRow(row, slice);
  if (said === undefined) return undefined;
  return said.length > LONGEST ? `${said.length} characters` : untidy(said.replaceAll(/[\x00-\x1f\x7f]/g, ""));
}

const ROWS_AT_ONCE = 6;

describe.each(QX_PROTOCOLS.map((protocol, at) => [protocol.name, protocol, SAMPLES[at]] as const))(
  "replies to %s",
  (_, protocol, sample = { profile: { exchanges: [] }, options: {} }) => {
    it("make values where they are some, or none", () => {
      const session = new QxSession(
        new QuestionDevice(sample.profile),
        settingsOf({ port: "auto", ...sample.options }),
      );
      const answers = answersOf(protocol, sample, session);
      const below = numbers(20_261_130);
      let taken = 0;
      for (let count = 0; count < PURE_INPUTS; count++) {
        const { reply, answer } = answers[below(answers.length)] as Answered;
        const spoilt = below(8) === 0 ? answer : spoiltBytes(answer, below);
        const text = checkReply(reply, spoilt, protocol.rejected);
        if (text === undefined) continue;
        taken++;
        const first = below(reply.rows.length);
        for (const row of reply.rows.slice(first, first + ROWS_AT_ONCE)) {
          const wrong = wrongWith(row, text, session);
          if (wrong !== undefined) expect([reply.ask, text, wrong]).toBeUndefined();
        }
      }
      expect(taken).toBeGreaterThan(0);
    });
  },
);

describe("the checksum of an Axpert", () => {
  /** Line ends and brackets in it are counted up by one, which makes one checksum of two. */
  it("refuses an answer of which a byte is another one, but for one in thousands whose checksum is counted up", () => {
    const below = numbers(20_261_130);
    let taken = 0;
    const letters = Array.from({ length: 60 }, (_, at) => String.fromCharCode(0x30 + at)).join("");
    for (let count = 0; count < PURE_INPUTS; count++) {
      const text = `(${letters.slice(below(30), 30 + below(30))}`;
      const sealed = sealCrc(`${text}\r`);
      const spoilt = changed(sealed, below);
      const said = unsealCrc(spoilt);
      if (said !== undefined && said !== text) taken++;
    }
    expect(taken).toBeLessThan(PURE_INPUTS / 1000);
  });
});
