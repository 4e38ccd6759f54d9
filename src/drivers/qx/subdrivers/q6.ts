import type { QxProtocol } from "../protocol.ts";
import { ALL_COMMANDS, DELAYS } from "../q1.ts";
import { batteryVoltage } from "../readers.ts";
import { claimThreePhases, Q1_STATUS, q6Reply, STATISTICS_OPTIONS, TOPOLOGY, WA_THREE_PHASES } from "../three-phase.ts";

export const Q6: QxProtocol = {
  name: "q6",
  title: "Q6 0.01",
  claim: claimThreePhases,
  accepted: "ACK",
  options: STATISTICS_OPTIONS,
  settings: DELAYS,
  commands: ALL_COMMANDS,
  facts: [
    ["input.phases", "3"],
    ["output.phases", "3"],
  ],
  replies: [
    q6Reply(3, [
      { at: [65, 69], var: "experimental.battery.voltage.negative", as: batteryVoltage },
      { at: [107, 107], var: "experimental.input.topology", as: TOPOLOGY, poll: "once" },
      { at: [108, 108], var: "experimental.output.topology", as: TOPOLOGY, poll: "once" },
    ]),
    WA_THREE_PHASES,
    Q1_STATUS,
  ],
};
