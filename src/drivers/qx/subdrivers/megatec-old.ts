import type { QxProtocol } from "../protocol.ts";
import { ALL_COMMANDS, claimByStatus, DELAYS, F_REPLY, OPTIONS, q1Reply, vendorReply } from "../q1.ts";

export const MEGATEC_OLD: QxProtocol = {
  name: "megatec/old",
  title: "Megatec/old 0.08",
  claim: claimByStatus,
  accepted: "ACK",
  options: OPTIONS,
  settings: DELAYS,
  commands: ALL_COMMANDS,
  replies: [q1Reply("D\r"), F_REPLY, vendorReply()],
};
