/** Voltronic devices that give Megatec's status to QS: protocols V and H. */
import { range } from "../../../nut/var-type.ts";
import type { QxProtocol, QxReply, QxSetting } from "../protocol.ts";
import { ALL_COMMANDS, COMMANDS, delays, fReply, LIGHT_OPTIONS, q1Reply } from "../q1.ts";
import { by } from "../readers.ts";
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

export const VOLTRONIC_QS: QxProtocol = {
  name: "voltronic-qs",
  title: "Voltronic-QS 0.10",
  claim: claimByRows("ups.firmware.aux", "input.voltage"),
  options: LIGHT_OPTIONS,
  settings: QS_DELAYS,
  commands: QS_COMMANDS,
  replies: [protocolLetter(/^[VH]$/i), q1Reply("QS\r", "output.frequency"), fReply("output", 0)],
};
