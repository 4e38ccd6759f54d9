/** What an old Fortress tells in its record, and what can be set without being read. */
import { string } from "../../../nut/var-type.ts";
import { figure, type ViewCodec } from "../../kit/codecs.ts";
import type { TableRow } from "../../kit/table-row.ts";
import { digitsAt, isLow, isOff, isOutputLow, measured, onBattery } from "../best/record.ts";
import { type Asked, RECORD } from "../best/rows.ts";

export type Token = "OB" | "OFF" | "OL" | "TRIM" | "LB";
export type FortressRow = TableRow<Asked, string, Token, string>;

/** Digits, three at the most. */
const set: ViewCodec<string, unknown> = {
  read: (text) => text,
  write: (text) => (/^\d{1,3}$/.test(text) ? text : undefined),
};
const SETTING = { as: set, rw: string(3), poll: "changed" } as const;

export const isSetting = (text: string): boolean => /^p\d+=/.test(text);

/** Seconds from an order to turn off until it does. */
export const DELAY = "20";
const delayIn = (text = ""): string => (/^\d{1,4}$/.test(text) ? text : DELAY);

export const ROWS: readonly FortressRow[] = [
  { status: "OB", ...RECORD, when: onBattery },
  { status: "OFF", ...RECORD, when: (record) => !onBattery(record) && isOff(record) },
  { status: "OL", ...RECORD, when: (record) => !onBattery(record) && !isOff(record) },
  { status: "TRIM", ...RECORD, when: (record) => record[33] === "1" },
  { status: "LB", ...RECORD, when: (record) => isLow(record) || isOutputLow(record) },
  { var: "input.voltage", ...RECORD, as: measured(24, 4) },
  { var: "output.voltage", ...RECORD, as: measured(28, 4) },
  { var: "battery.voltage", ...RECORD, as: measured(50, 4, 0.1, 1) },
  { var: "output.current", ...RECORD, as: measured(36, 4, 0.1, 1) },
  { var: "output.voltamps", ...RECORD, as: measured(40, 6) },
  { var: "input.frequency", ...RECORD, as: measured(54, 3, 0.1, 1) },
  { var: "battery.runtime", ...RECORD, as: measured(58, 4, 60) },
  { var: "ups.temperature", ...RECORD, as: measured(62, 4) },
  { var: "input.transfer.low", ask: "p7=", ...SETTING },
  { var: "input.transfer.high", ask: "p8=", ...SETTING },
  { var: "battery.runtime.low", ask: "p2=", ...SETTING },
  { cmd: "load.off", send: ["p1=0", "OFF1"] },
  { cmd: "shutdown.return", make: (_, view) => ["p1=1", `OFF${delayIn(view.known("ups.delay.shutdown"))}`] },
];

/** Percent of what it can carry. */
export const loadRow = (most: number): FortressRow => ({
  var: "ups.load",
  ...RECORD,
  as: figure(0, (record) => Math.trunc(((digitsAt(record, 40, 6) ?? Number.NaN) * 100) / most)),
});
