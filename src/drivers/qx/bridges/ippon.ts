import { ANSWER_MS, type Bridge, IN, sendPackets, setReport, textOf, went, withCr } from "./bridge.ts";

const REPLY = 64;

export const IPPON: Bridge = {
  name: "ippon",
  create:
    ({ pipe }) =>
    async (question) => {
      if (!(await sendPackets(pipe, question, { request: setReport(0x2), ms: 1000 }))) return undefined;
      const answer = await pipe.read(IN, REPLY, ANSWER_MS);
      if (!(await went(pipe, answer)) || answer.kind !== "data") return new Uint8Array();
      const text = textOf(answer.bytes);
      const [line = ""] = text.split(text.includes("\r") ? "\r" : "\0", 1);
      // An empty answer is a NUL and a carriage return.
      return line.startsWith("\0") || line === "" ? new Uint8Array() : withCr(line);
    },
};
