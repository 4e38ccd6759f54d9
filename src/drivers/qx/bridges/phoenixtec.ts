/** Phoenixtec (Masterguard series A): a vendor request takes the question whole. */
import type { UsbRequest } from "../../../device/usb-pipe.ts";
import { type Bridge, readPackets, textOf, went } from "./bridge.ts";

const SEND: UsbRequest = { type: "vendor", recipient: "endpoint", request: 0x0d, value: 0, index: 0 };
const SEND_MS = 1000;
const REPLY = 256;

/** Commands that are not answered. */
const SILENT = ["T", "TL", "S", "C", "CT", "M", "N", "O", "SRC", "FCLR", "SS", "TUD", "SSN"];

/** `M` is silent, `MSO` is not. */
const isSilent = (question: string): boolean => SILENT.includes(/^[A-Z]*/.exec(question)?.[0] ?? "");

export const PHOENIXTEC: Bridge = {
  name: "phoenixtec",
  create:
    ({ pipe }) =>
    async (question) => {
      if (!(await went(pipe, await pipe.controlOut(SEND, question, SEND_MS), 0))) return undefined;
      return isSilent(textOf(question)) ? new Uint8Array() : readPackets(pipe, REPLY);
    },
};
