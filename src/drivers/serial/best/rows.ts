/** What Ferrups and Fortress with a prompt tell in their record, and beside it. */
import { figure, type ViewReader } from "../../kit/codecs.ts";
import type { TableRow } from "../../kit/table-row.ts";
import { isLow, isOverloaded, isWorn, measured, onBattery } from "./record.ts";

export interface Asked {
  readonly ask: string;
}
export type Token = "OB" | "OL" | "LB" | "RB" | "OVER";
export type BestRow = TableRow<Asked, string, Token, string>;

export const RECORD = { ask: "f", poll: "quick" } as const;

/** Volts of the battery; undefined where the UPS does not tell them. */
export interface Battery {
  /** At which it counts as empty. */
  readonly empty: number | undefined;
  /** At which it counts as low. */
  readonly low?: number | undefined;
  /** At which it counts as full. */
  readonly full: number | undefined;
}

const volts = measured(50, 4, 0.1, 1);
const voltsOf = (record: string): number => Number(volts.read(record, undefined));

const charge = ({ empty, full }: Battery): ViewReader<string, unknown> =>
  figure(1, (record) => {
    if (empty === undefined || full === undefined || full <= empty) return undefined;
    return Math.max(0, Math.min(100, (100 * (voltsOf(record) - empty)) / (full - empty)));
  });

export const recordRows = (battery: Battery): readonly BestRow[] => [
  { status: "OB", ...RECORD, when: onBattery },
  { status: "OL", ...RECORD, when: (record) => !onBattery(record) },
  {
    status: "LB",
    ...RECORD,
    when: (record) => isLow(record) || (battery.low !== undefined && voltsOf(record) <= battery.low),
  },
  { status: "RB", ...RECORD, when: isWorn },
  { status: "OVER", ...RECORD, when: isOverloaded },
  { var: "input.voltage", ...RECORD, as: measured(24, 4, 1, 1) },
  { var: "input.frequency", ...RECORD, as: measured(54, 4, 0.01, 2) },
  { var: "output.voltage", ...RECORD, as: measured(28, 4, 1, 1) },
  { var: "battery.voltage", ...RECORD, as: volts },
  { var: "battery.charge", ...RECORD, as: charge(battery) },
  { var: "battery.runtime", ...RECORD, as: measured(58, 4, 60) },
];

/** The number behind a name: `16 FullLoad% 030`. */
export function numberAfter(line: string, name: string): number | undefined {
  const squeezed = line.replace(/\s+/g, " ");
  const [, number] = squeezed.startsWith(name) ? (/^ ?(\d+(?:\.\d+)?)/.exec(squeezed.slice(name.length)) ?? []) : [];
  return number === undefined ? undefined : Number(number);
}

/** A parameter that `d` shows, by the name that it has there: `16 FullLoad%`. */
export const parameter = (name: string): Asked & { readonly as: ViewReader<string, unknown> } => ({
  ask: `d ${name.split(" ", 1).join("")}`,
  as: figure(1, (line) => numberAfter(line, name)),
});
