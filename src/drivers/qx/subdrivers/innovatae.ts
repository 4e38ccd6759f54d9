import type { QxProtocol, QxReply, Slice } from "../protocol.ts";
import { ALL_COMMANDS, claimByStatus, DELAYS, F_REPLY, LIGHT_OPTIONS, q1Reply } from "../q1.ts";
import { number, plainNumber, trimmed } from "../readers.ts";
import { hasAnswered } from "../session.ts";
import { q6Reply, WA_THREE_PHASES } from "../three-phase.ts";

/** Told by nothing else. */
const BESIDES: readonly string[] = [
  "input.L1-N.voltage",
  "input.L2-N.voltage",
  "input.L3-N.voltage",
  "output.frequency",
  // Of the whole battery, where Q1 has that of a cell (Santak Castle C1K).
  "battery.voltage",
  "battery.runtime",
  "battery.charge",
  "ups.realpower",
  "ups.power",
];

/** Nothing flows in the second and third phase, or they are not there: the first one is the output. */
const single = ({ reply }: Slice): boolean =>
  [reply.slice(55, 60), reply.slice(61, 66)].every((text) => (plainNumber(text) ?? 0) === 0);

/**
 * What the three-phase questions tell besides, asked where the device answered them while it was looked for. The C
 * driver shows voltage and current of the first phase, as they were at the start.
 */
const PHASES: readonly QxReply[] = [
  {
    ...q6Reply(1),
    when: hasAnswered("Q6\r"),
    rows: q6Reply(1).rows.filter((row) => "var" in row && BESIDES.includes(row.var)),
  },
  {
    ...WA_THREE_PHASES,
    when: hasAnswered("WA\r"),
    rows: [
      ...WA_THREE_PHASES.rows.filter((row) => "var" in row && BESIDES.includes(row.var)),
      {
        at: [49, 53],
        var: "output.current",
        as: { read: (slice) => (single(slice) ? number(1).read(slice) : undefined) },
      },
    ],
  },
];

export const INNOVATAE: QxProtocol = {
  name: "innovatae",
  title: "INNOVATAE 0.01",
  claim: claimByStatus,
  accepted: "ACK",
  rejected: "NAK",
  options: LIGHT_OPTIONS,
  settings: DELAYS,
  commands: ALL_COMMANDS,
  replies: [
    q1Reply(),
    ...PHASES,
    { ...F_REPLY, when: () => true },
    {
      // > I
      // < #222222222222222222222222222R1.00.48
      //   012345678901234567890123456789012345
      ask: "I\r",
      length: 38,
      leading: "#",
      rows: [{ at: [28, 35], var: "ups.firmware", as: trimmed, poll: "once" }],
    },
  ],
};
