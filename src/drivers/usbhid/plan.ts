/** Which rows of a table this device has, and which field each of them reads or writes. */
import { type Depth, isDue } from "../kit/row.ts";
import type { Field, ReportDescriptor, ReportKind } from "./report/report-descriptor.ts";
import { UsageNames, type UsageTable } from "./report/usage-path.ts";
import type {
  HidCommand,
  HidRow,
  HidSetting,
  HidStatus,
  HidVariable,
  HidWritable,
  Quirks,
  Subdriver,
} from "./subdriver.ts";

export interface Planned<R extends HidRow = HidRow> {
  readonly row: R;
  readonly field: Field;
}

export const isCommand = (planned: Planned): planned is Planned<HidCommand> => "cmd" in planned.row;
export const isStatus = (planned: Planned): planned is Planned<HidStatus> => "status" in planned.row;
export const isSetting = (planned: Planned): planned is Planned<HidSetting> =>
  "fallback" in planned.row && "var" in planned.row;
export const isVariable = (planned: Planned): planned is Planned<HidVariable | HidWritable> =>
  "var" in planned.row && "as" in planned.row;
export const isWritable = (planned: Planned): planned is Planned<HidWritable> =>
  isVariable(planned) && "rw" in planned.row;

const begins = (path: readonly number[], with_: readonly number[]): boolean =>
  with_.every((usage, at) => path[at] === usage);

/** The first field of a kind whose path begins with `path`. */
export const findField = (fields: readonly Field[], path: readonly number[], kind: ReportKind): Field | undefined =>
  fields.find((field) => field.kind === kind && begins(field.path, path));

/** The rows whose path exists, in the order of the table. */
export function planRows(
  rows: readonly HidRow[],
  usages: UsageTable | undefined,
  descriptor: ReportDescriptor,
  kind: ReportKind,
): readonly Planned[] {
  const names = new UsageNames(usages);
  return rows.flatMap((row) => {
    const path = names.parse(row.path);
    const field = path && findField(descriptor.fields, path, kind);
    return field ? [{ row, field }] : [];
  });
}

/** What tells, by itself, where the power comes from. */
export const POWER = ["online", "offline", "dischrg"] as const;
const TELLING: ReadonlySet<string> = new Set([...POWER, "online/offline"]);

export const isPower = (one: Planned): one is Planned<HidStatus> => isStatus(one) && TELLING.has(one.row.status);

/** The rows of a device that is spoken to in this way. */
export function planDevice(
  { rows, usages }: Pick<Subdriver, "rows" | "usages">,
  descriptor: ReportDescriptor,
  { skipReports, interruptOnly, pollOnly }: Quirks,
): readonly Planned[] {
  const skip = new Set(skipReports);
  const planned = planRows(rows, usages, descriptor, interruptOnly ? "input" : "feature");
  const plan = planned.filter(({ field }) => !skip.has(field.report));
  if (plan.some(isPower) || pollOnly) return plan;
  // No report can be asked for the mains: what the device sends of itself must do.
  return [...plan, ...planRows(rows, usages, descriptor, "input").filter(isPower)];
}

export const sameFields = (a: ReportDescriptor, b: ReportDescriptor): boolean =>
  JSON.stringify(a.fields) === JSON.stringify(b.fields);

/** The variable or command of a row. */
export const nameOf = (row: HidRow): string | undefined =>
  "var" in row ? row.var : "cmd" in row ? row.cmd : undefined;

/** True where a poll of this depth reads the row: whether a command is there is seen at open. */
export function wanted({ row }: Planned, depth: Depth): boolean {
  if ("fallback" in row && "var" in row) return false;
  return "cmd" in row ? depth === "open" : isDue(row, depth);
}
