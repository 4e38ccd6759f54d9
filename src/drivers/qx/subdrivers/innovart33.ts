import { bypassReply, innovaRt } from "../innovart.ts";
import { number } from "../readers.ts";
import { WA_THREE_PHASES } from "../three-phase.ts";

/** The C driver asks this device for rows that its own table does not have, so it never claims one; we ask for ours. */
export const INNOVART33 = innovaRt({
  name: "innovart33",
  title: "INNOVART33 0.01",
  outputs: 3,
  witnesses: ["output.L1.current", "input.bypass.L1-N.voltage"],
  statistics: { ...WA_THREE_PHASES, when: () => true },
  bypass: bypassReply([
    { at: [1, 5], var: "input.bypass.L1-N.voltage", as: number(1) },
    { at: [7, 11], var: "input.bypass.L2-N.voltage", as: number(1) },
    { at: [13, 17], var: "input.bypass.L3-N.voltage", as: number(1) },
  ]),
});
