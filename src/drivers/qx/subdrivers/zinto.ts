import type { QxProtocol } from "../protocol.ts";
import { ALL_COMMANDS, claimByVendor, DELAYS, F_REPLY, OPTIONS, q1Reply, vendorReply } from "../q1.ts";

export const ZINTO: QxProtocol = {
  name: "zinto",
  title: "Zinto 0.07",
  claim: claimByVendor,
  accepted: "ACK",
  options: OPTIONS,
  settings: DELAYS,
  commands: ALL_COMMANDS,
  replies: [q1Reply(), F_REPLY, vendorReply("FW?\r")],
};
