/** Ablerex: question and answer are feature reports of 47 bytes, half a second apart. */

import type { UsbRequest } from "../../../device/usb-pipe.ts";
import { sleep } from "../../../system/clock.ts";
import { type Bridge, type BridgeContext, CR, setReport, textOf, went } from "./bridge.ts";

const REPORT = 0x305;
const SIZE = 47;
const GET_REPORT: UsbRequest = { type: "class", recipient: "interface", request: 0x01, value: REPORT, index: 0 };
const MS = 1000;
const PAUSE_MS = 500;
const TRIES = 3;
const HEADER = 3;

/** Answers of another length are asked for again; one that is always of the same other length is how the device is. */
const LENGTHS: Readonly<Record<string, number>> = { "Q1\r": 47, "I\r": 39, "F\r": 22 };
/** Bytes by which a whole answer may be shorter. */
const SLACK = 3;
const DETAILS = "Q5\r";
const DETAILS_LENGTH = 22;

/** Number of the report, and how many letters follow, the one for the line end included. */
function reportOf(question: Uint8Array): Uint8Array {
  const report = new Uint8Array(SIZE);
  const letters = question.subarray(0, SIZE - HEADER);
  report.set([0x05, 0, letters.length, ...letters]);
  return report;
}

async function once({ pipe, clock }: BridgeContext, question: Uint8Array): Promise<Uint8Array | undefined> {
  if (!(await went(pipe, await pipe.controlOut(setReport(REPORT), reportOf(question), MS), 0))) return undefined;
  await sleep(clock, PAUSE_MS);
  const answer = await pipe.controlIn(GET_REPORT, SIZE, MS);
  if (!(await went(pipe, answer, 0)) || answer.kind !== "data") return undefined;
  // Numbers in bytes may look like a line end.
  if (textOf(question) === DETAILS && answer.bytes[DETAILS_LENGTH - 1] === CR)
    return answer.bytes.subarray(0, DETAILS_LENGTH);
  return answer.bytes.subarray(0, answer.bytes.indexOf(CR) + 1);
}

export const ABLEREX_BRIDGE: Bridge = {
  name: "ablerex",
  create: (context) => async (question) => {
    const text = textOf(question);
    const wanted = LENGTHS[text];
    let before: number | undefined;
    for (let tries = 0; tries < TRIES; tries++) {
      const answer = await once(context, question);
      if (text === DETAILS && answer?.length !== DETAILS_LENGTH) break;
      if (answer === undefined || wanted === undefined || answer.length === wanted) return answer;
      if (answer.length >= wanted - SLACK && answer.length === before) return answer;
      before = answer.length;
    }
    return new Uint8Array();
  },
};
