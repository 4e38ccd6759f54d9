/** Which rows of a table this device has, and which field each of them reads or writes. */
import type { Field, ReportDescriptor, ReportKind } from "./report-descriptor.ts";
import type { CommandRow, HidRow, SettingRow, StatusRow, VarRow, WritableRow } from "./subdriver.ts";
import { UsageNames, type UsageTable } from "./usage-path.ts";

export interface Planned<R extends HidRow = HidRow> {
  readonly row: R;
  readonly field: Field;
}

export const isCommand = (planned: Planned): planned is Planned<CommandRow> => "cmd" in planned.row;
export const isStatus = (planned: Planned): planned is Planned<StatusRow> => "status" in planned.row;
export const isSetting = (planned: Planned): planned is Planned<SettingRow> =>
  "fallback" in planned.row && "var" in planned.row;
export const isVariable = (planned: Planned): planned is Planned<VarRow | WritableRow> =>
  "var" in planned.row && "as" in planned.row;
export const isWritable = (planned: Planned): planned is Planned<WritableRow> =>
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

/** What a poll asks for: everything, a full poll, one after a change, or what tells mains and battery. */
export type Depth = "open" | "full" | "changed" | "quick";

/** True where a poll of this depth reads the row. */
export function wanted(planned: Planned, depth: Depth): boolean {
  if (isSetting(planned)) return false;
  const { poll } = planned.row;
  switch (depth) {
    case "open":
      return true;
    case "changed":
      return !isCommand(planned) && poll !== "once";
    case "full":
      return !isCommand(planned) && poll !== "once" && poll !== "changed";
    case "quick":
      return poll === "quick";
  }
}
