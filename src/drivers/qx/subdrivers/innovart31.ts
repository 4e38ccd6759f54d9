import { bypassReply, innovaRt } from "../innovart.ts";
import { number } from "../readers.ts";
import { kilo } from "../three-phase.ts";

export const INNOVART31 = innovaRt({
  name: "innovart31",
  title: "INNOVART31 0.02",
  outputs: 1,
  witnesses: ["output.current", "input.bypass.voltage"],
  statistics: {
    // > WA
    // < (001.4 000.0 000.0 001.4 000.0 000.0 001.4 001.4 006.5 000.0 000.0 007 00000000
    //   01234567890123456789012345678901234567890123456789012345678901234567890123456789
    //   0         1         2         3         4         5         6         7
    ask: "WA\r",
    length: 80,
    leading: "(",
    rows: [
      { at: [37, 41], var: "ups.realpower", as: kilo },
      { at: [43, 47], var: "ups.power", as: kilo },
      { at: [49, 53], var: "output.current", as: number(1) },
    ],
  },
  bypass: bypassReply([{ at: [1, 5], var: "input.bypass.voltage", as: number(1) }]),
});
