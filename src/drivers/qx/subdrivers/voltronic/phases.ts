/**
 * Voltages, currents and loads by phase. P10 has three phases in and out, P03 three in and one out, P09 two in and out.
 *
 * ```
 * > Q3PV        input voltages           > Q3OV   output   > Q3YV   bypass
 * < (123.4 123.4 123.4 123.4 123.4 123.4
 *   012345678901234567890123456789012345      L1-N L2-N L3-N L1-L2 L2-L3 L1-L3
 *   0         1         2         3
 * > Q3PC        input currents           > Q3OC   output   > Q3LD   load
 * < (123 123 123
 *   012345678901                              L1 L2 L3
 * ```
 */
import type { VarName } from "../../../../nut/catalogue/names.ts";
import type { Reader } from "../../../kit/codecs.ts";
import type { QxReply, QxRow, QxView, Slice } from "../../protocol.ts";
import { number } from "../../readers.ts";
import { speaks } from "./families.ts";

type When = (view: QxView) => boolean;

const row = (from: number, width: number, name: VarName, as: Reader<Slice>): QxRow => ({
  at: [from, from + width - 1],
  var: name,
  as,
});

const reply = (ask: string, length: number, when: When, rows: readonly QxRow[]): QxReply => ({
  ask,
  length,
  leading: "(",
  when,
  rows,
});

type Voltages = "input" | "output" | "output.bypass";

const twoVoltages = (of: Voltages): readonly QxRow[] => [
  row(1, 5, `${of}.L1-N.voltage`, number(1)),
  row(7, 5, `${of}.L2-N.voltage`, number(1)),
];
const betweenTwo = (of: Voltages): QxRow => row(19, 5, `${of}.L1-L2.voltage`, number(1));
const thirdVoltages = (of: Voltages): readonly QxRow[] => [
  row(13, 5, `${of}.L3-N.voltage`, number(1)),
  row(25, 5, `${of}.L2-L3.voltage`, number(1)),
  row(31, 5, `${of}.L1-L3.voltage`, number(1)),
];

/** A voltage question: the first two phases for one group of devices, the third for another. */
const voltages = (ask: string, of: Voltages, two: When, three: When): readonly QxReply[] => [
  reply(ask, 37, two, [...twoVoltages(of), betweenTwo(of)]),
  reply(ask, 37, three, thirdVoltages(of)),
];

type Trio = readonly [l1: VarName, l2: VarName, l3: VarName];

const trio = (ask: string, [l1, l2, l3]: Trio, two: When, three: When): readonly QxReply[] => [
  reply(ask, 13, two, [row(1, 3, l1, number(0)), row(5, 3, l2, number(0))]),
  reply(ask, 13, three, [row(9, 3, l3, number(0))]),
];

const twoIn = speaks(3, 9, 10);
const threeIn = speaks(3, 10);
const twoOut = speaks(9, 10);
const threeOut = speaks(10);

export const PHASES: readonly QxReply[] = [
  ...voltages("Q3PV\r", "input", twoIn, threeIn),
  ...trio("Q3PC\r", ["input.L1.current", "input.L2.current", "input.L3.current"], twoIn, threeIn),
  ...voltages("Q3OV\r", "output", twoOut, threeOut),
  ...trio("Q3OC\r", ["output.L1.current", "output.L2.current", "output.L3.current"], twoOut, threeOut),
  ...trio(
    "Q3LD\r",
    ["output.L1.power.percent", "output.L2.power.percent", "output.L3.power.percent"],
    twoOut,
    threeOut,
  ),
  ...voltages("Q3YV\r", "output.bypass", threeOut, threeOut),
  // P09 tells the three voltages against neutral only.
  reply("Q3YV\r", 19, speaks(9), twoVoltages("output.bypass")),
];
