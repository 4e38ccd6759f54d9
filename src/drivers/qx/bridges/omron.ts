/** Omron (BN150T): a question is a report of 16 bytes, an answer one read of up to 64. */
import { ANSWER_MS, type Bridge, IN, setReport, textOf, went, withCr } from "./bridge.ts";

const REPORT = 16;
const REPLY = 64;
const SEND_MS = 1000;

/** Up to the carriage return, else up to the first NUL: neither need be there. */
const lineOf = (text: string): string => text.split(text.includes("\r") ? "\r" : "\0", 1)[0] ?? "";

export const OMRON_BRIDGE: Bridge = {
  name: "omron",
  create:
    ({ pipe }) =>
    async (question) => {
      for (let at = 0; at < question.length; at += REPORT) {
        const report = new Uint8Array(REPORT);
        report.set(question.subarray(at, at + REPORT));
        if (!(await went(pipe, await pipe.controlOut(setReport(0x2), report, SEND_MS)))) return undefined;
      }
      const answer = await pipe.read(IN, REPLY, ANSWER_MS);
      if (!(await went(pipe, answer)) || answer.kind !== "data") return new Uint8Array();
      const line = lineOf(textOf(answer.bytes));
      return line === "" ? new Uint8Array() : withCr(line);
    },
};
