import type { QxProtocol } from "../protocol.ts";
import { ALL_COMMANDS, claimByStatus, DELAYS, F_REPLY, OPTIONS, q1Reply, vendorReply } from "../q1.ts";

export const MUSTEK: QxProtocol = {
  name: "mustek",
  title: "Mustek 0.08",
  claim: claimByStatus,
  accepted: "ACK",
  options: OPTIONS,
  settings: DELAYS,
  commands: ALL_COMMANDS,
  replies: [q1Reply("QS\r"), F_REPLY, vendorReply()],
};
