import type { QxProtocol } from "../protocol.ts";
import { ALL_COMMANDS, claimByStatus, DELAYS, LIGHT_OPTIONS, q1Reply } from "../q1.ts";

export const Q1: QxProtocol = {
  name: "q1",
  title: "Q1 0.08",
  claim: claimByStatus,
  accepted: "ACK",
  options: LIGHT_OPTIONS,
  settings: DELAYS,
  commands: ALL_COMMANDS,
  replies: [q1Reply()],
};
