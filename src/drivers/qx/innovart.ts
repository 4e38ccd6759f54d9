/** The replies of the Innova RT family by Ippon, one or three output phases. */
import type { VarName } from "../../nut/catalogue/names.ts";
import type { QxProtocol, QxReply, QxRow } from "./protocol.ts";
import { ALL_COMMANDS, COMMANDS, DELAYS, F_REPLY, LIGHT_OPTIONS } from "./q1.ts";
import { number, text, trimmed } from "./readers.ts";
import { claimByRows, Q1_STATUS, q6Reply } from "./three-phase.ts";

/**
 * ```
 * > BPS
 * < (230.4 000.0 000.0 49.9
 *   012345678901234567890123
 *   0         1         2
 * ```
 */
export const bypassReply = (voltages: readonly QxRow[]): QxReply => ({
  ask: "BPS\r",
  length: 24,
  leading: "(",
  rows: [...voltages, { at: [19, 22], var: "input.bypass.frequency", as: number(1) }],
});

// > FW?
// < 05516-1100
const FIRMWARE: QxReply = {
  ask: "FW?\r",
  length: 0,
  rows: [{ at: [0], var: "ups.firmware", as: text, poll: "once" }],
};

// > SASV07?
// < GASV07DN05K10KB100004
//   0123456789012345678901234567
//   0         1         2
const SERIAL: QxReply = {
  ask: "SASV07?\r",
  length: 28,
  rows: [{ at: [7], var: "ups.serial", as: trimmed, poll: "once" }],
};

export interface InnovaRt {
  readonly name: string;
  readonly title: string;
  readonly outputs: 1 | 3;
  readonly statistics: QxReply;
  readonly bypass: QxReply;
  /** One row of each of the two, which must be answered. */
  readonly witnesses: readonly [VarName, VarName];
}

/** The beeper cannot be toggled: the device does not answer. */
export const innovaRt = ({ name, title, outputs, statistics, bypass, witnesses }: InnovaRt): QxProtocol => ({
  name,
  title,
  claim: async (probe) =>
    (await claimByRows("input.L1-N.voltage", "ups.type", ...witnesses, "input.voltage.nominal")(probe)) &&
    (await probe.answers("ups.firmware")) &&
    (await probe.answers("ups.serial")),
  accepted: "ACK",
  rejected: "NAK",
  options: LIGHT_OPTIONS,
  settings: DELAYS,
  commands: ALL_COMMANDS.filter((command) => command !== COMMANDS.beeperToggle),
  facts: [
    ["input.phases", "3"],
    ["input.bypass.phases", String(outputs)],
    ["output.phases", String(outputs)],
  ],
  replies: [q6Reply(outputs), statistics, bypass, { ...F_REPLY, when: () => true }, FIRMWARE, SERIAL, Q1_STATUS],
});
