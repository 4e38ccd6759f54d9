/**
 * A row is what + where + how. Every table-driven driver uses this shape with its own locator:
 *
 *     { var: "battery.charge", path: "UPS.PowerSummary.RemainingCapacity", as: decimal(0), poll: "quick" }   HID
 *     { var: "input.voltage",  at: [1, 5],                                 as: decimal(1) }                  Q1
 *     { var: "battery.charge", oid: "1.3.6.1.2.1.33.1.2.4.0",              as: decimal(0) }                  SNMP
 *
 * For one variable the first row whose place exists on the device wins; status and alarm rows may repeat.
 */
import type { CmdName, VarName } from "../nut/catalogue/names.ts";
import type { VarType } from "../nut/var-type.ts";
import type { Codec, Reader } from "./codecs.ts";

/** `once`: read at open; `quick`: in every poll; otherwise in full polls. */
export type PollDepth = "once" | "quick";

export interface ReadRow<Raw> {
  readonly var: VarName;
  readonly as: Reader<Raw>;
  readonly poll?: PollDepth;
}

/** Writable: only a codec that can write makes one. */
export interface WriteRow<Raw> {
  readonly var: VarName;
  readonly as: Codec<Raw>;
  readonly rw: VarType;
  readonly poll?: PollDepth;
}

/** Raises `status` (a token, or a condition that the driver turns into tokens) while `when` holds. */
export interface StatusRow<Raw, Status extends string> {
  readonly status: Status;
  readonly when?: (raw: Raw) => boolean;
}

export interface AlarmRow<Raw> {
  readonly alarm: string;
  readonly when?: (raw: Raw) => boolean;
}

/** `send` is a fixed raw value, or the command's parameter put through `as`. */
export type CommandRow<Raw> =
  | { readonly cmd: CmdName; readonly send: Raw }
  | { readonly cmd: CmdName; readonly send: "param"; readonly as: Codec<Raw>; readonly fallback?: string };

export type Row<Where extends object, Raw, Status extends string> = Readonly<Where> &
  (ReadRow<Raw> | WriteRow<Raw> | StatusRow<Raw, Status> | AlarmRow<Raw> | CommandRow<Raw>);

export const isVariableRow = <R extends object>(row: R): row is Extract<R, { readonly var: VarName }> => "var" in row;
export const isWritableRow = <R extends object>(row: R): row is Extract<R, { readonly rw: VarType }> => "rw" in row;
export const isStatusRow = <R extends object>(row: R): row is Extract<R, { readonly status: string }> =>
  "status" in row;
export const isAlarmRow = <R extends object>(row: R): row is Extract<R, { readonly alarm: string }> => "alarm" in row;
export const isCommandRow = <R extends object>(row: R): row is Extract<R, { readonly cmd: CmdName }> => "cmd" in row;
