import type { QxProtocol } from "../protocol.ts";
import { ALL_COMMANDS, DELAYS } from "../q1.ts";
import { batteryVoltage, minutes, number, signedNumber } from "../readers.ts";
import { claimThreePhases, Q1_STATUS, STATISTICS_OPTIONS, TOPOLOGY, WA_THREE_PHASES } from "../three-phase.ts";

export const Q2: QxProtocol = {
  name: "q2",
  title: "Q2 0.01",
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
    {
      // > Q2
      // < (MMM.M MMM.M MMM.M NNN.N PPP.P PPP.P PPP.P QQQ QQQ QQQ RR.R SSS.S TT.T 00000000 tttt.tt CCC BB ... YO
      //   0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789
      //   0         1         2         3         4         5         6         7         8         9
      ask: "Q2\r",
      length: 118,
      leading: "(",
      rows: [
        { at: [1, 5], var: "input.L1-N.voltage", as: number(1) },
        { at: [7, 11], var: "input.L2-N.voltage", as: number(1) },
        { at: [13, 17], var: "input.L3-N.voltage", as: number(1) },
        { at: [19, 23], var: "input.voltage.fault", as: number(1) },
        { at: [25, 29], var: "output.L1-N.voltage", as: number(1) },
        { at: [31, 35], var: "output.L2-N.voltage", as: number(1) },
        { at: [37, 41], var: "output.L3-N.voltage", as: number(1) },
        { at: [43, 45], var: "output.L1.load", as: number(0) },
        { at: [47, 49], var: "output.L2.load", as: number(0) },
        { at: [51, 53], var: "output.L3.load", as: number(0) },
        { at: [55, 58], var: "input.frequency", as: number(1) },
        { at: [60, 64], var: "battery.voltage", as: batteryVoltage },
        { at: [66, 69], var: "ups.temperature", as: signedNumber(1) },
        { at: [80, 85], var: "battery.runtime", as: minutes },
        { at: [87, 89], var: "battery.charge", as: number(0) },
        { at: [115, 115], var: "experimental.input.topology", as: TOPOLOGY, poll: "once" },
        { at: [116, 116], var: "experimental.output.topology", as: TOPOLOGY, poll: "once" },
      ],
    },
    WA_THREE_PHASES,
    Q1_STATUS,
  ],
};
