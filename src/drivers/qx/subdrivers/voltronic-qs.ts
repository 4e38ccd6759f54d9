/** Voltronic devices that give Megatec's status to QS: protocols V and H. */
import { range } from "../../../nut/var-type.ts";
import type { QxProtocol, QxReply, QxSetting } from "../protocol.ts";
import { ALL_COMMANDS, COMMANDS, delays, fReply, LIGHT_OPTIONS, q1Reply } from "../q1.ts";
import { by, number } from "../readers.ts";
import { claimByRows } from "../three-phase.ts";

/**
 * `PM-` and the letter of the protocol.
 *
 * ```
 * > M
 * < V
 *   0
 * ```
 */
export const protocolLetter = (letters: RegExp): QxReply => ({
  ask: "M\r",
  length: 2,
  rows: [
    {
      at: [0],
      var: "ups.firmware.aux",
      as: by(({ text }) => (letters.test(text) ? `PM-${text}` : undefined)),
      poll: "once",
    },
  ],
});

export const QS_DELAYS: readonly QxSetting[] = delays(range(60, 599940), range(12, 540));

const LACKING: readonly unknown[] = [COMMANDS.testStart, COMMANDS.testDeep, COMMANDS.testStop];

export const QS_COMMANDS = ALL_COMMANDS.filter((command) => !LACKING.includes(command));

/**
 * Known to newer devices (PowerShield PSDR800).
 *
 * ```
 * > QI
 * < (100 00979 50.0 000.3 177 290 0 0000010000112000
 *   0123456789012345678901234567890123456789012345678
 *   0         1         2         3         4
 * ```
 */
const QI: QxReply = {
  ask: "QI\r",
  length: 49,
  leading: "(",
  late: true,
  rows: [
    { at: [1, 3], var: "battery.charge", as: number(0) },
    { at: [5, 9], var: "battery.runtime", as: number(0) },
    { at: [11, 14], var: "input.frequency", as: number(1) },
    { at: [16, 20], var: "output.current", as: number(1) },
    { at: [22, 24], var: "input.transfer.low", as: number(0), poll: "once" },
    { at: [26, 28], var: "input.transfer.high", as: number(0), poll: "once" },
  ],
};

export const VOLTRONIC_QS: QxProtocol = {
  name: "voltronic-qs",
  title: "Voltronic-QS 0.10",
  claim: claimByRows("ups.firmware.aux", "input.voltage"),
  options: LIGHT_OPTIONS,
  settings: QS_DELAYS,
  commands: QS_COMMANDS,
  replies: [protocolLetter(/^[VH]$/i), q1Reply("QS\r", "output.frequency"), fReply("output", 0), QI],
};
