import type { QxProtocol } from "../protocol.ts";
import { ALL_COMMANDS, claimByStatus, DELAYS, F_REPLY, LIGHT_OPTIONS, q1Reply } from "../q1.ts";
import { text } from "../readers.ts";

export const INNOVATAE: QxProtocol = {
  name: "innovatae",
  title: "INNOVATAE 0.01",
  claim: claimByStatus,
  accepted: "ACK",
  rejected: "NAK",
  options: LIGHT_OPTIONS,
  settings: DELAYS,
  commands: ALL_COMMANDS,
  facts: [["device.mfr", "Ippon"]],
  replies: [
    q1Reply(),
    { ...F_REPLY, when: () => true },
    {
      // > I
      // < #222222222222222222222222222R1.00.48
      //   012345678901234567890123456789012345
      ask: "I\r",
      length: 38,
      leading: "#",
      rows: [{ at: [28, 35], var: "ups.firmware", as: text, poll: "once" }],
    },
  ],
};
