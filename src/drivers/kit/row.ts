/**
 * A row is what + where + how: a variable, setting, status token, alarm, buzzword, note or command; its place on the
 * device, which is each family's own (`path`, `at`, `ask`, `oid`); and how its raw value becomes text. `Raw` is what
 * stands at such a place, `V` what a row may look at besides.
 *
 *     { var: "battery.charge", path: "UPS.PowerSummary.RemainingCapacity", as: decimal(0), poll: "quick" }   usbhid
 *     { var: "input.voltage",  at: [1, 5],                                 as: number(1) }                    qx
 *     { var: "battery.charge", ask: "Bl",                                  as: decimals }                      mge-utalk
 *
 * For one variable the first row whose place exists on the device wins; status and alarm rows may repeat.
 */
import type { CmdName, VarName } from "../../nut/catalogue/names.ts";
import type { VarType } from "../../nut/var-type.ts";
import type { ViewCodec, ViewReader } from "./codecs.ts";

/**
 * When a row is read: only at open, at open and after somebody changed something, in every poll; otherwise in full
 * polls.
 */
export type Poll = "once" | "changed" | "quick";

export interface Timing {
  readonly poll?: Poll;
  /** A variable that may be told later, though not when the device is opened. */
  readonly sometimes?: true;
}

/** What is known of the device besides the value at hand. */
export interface View<Token extends string = string, Note = string> {
  known(name: string): string | undefined;
  /** An option of ups.conf; flags are "". */
  option(name: string): string | undefined;
  /** What the device said that has no NUT name. */
  note(name: string): Note | undefined;
  /** A token that an earlier row raised. */
  holds(token: Token): boolean;
}

export interface VariableRow<Raw, V> {
  readonly var: VarName;
  readonly as: ViewReader<Raw, V>;
}

/** `type`: what `GET TYPE` says of it, where that is more than NUMBER. */
export interface TypedRow<Raw, V> extends VariableRow<Raw, V> {
  readonly type: VarType;
}

/** Writable, because its codec can write. */
export interface WritableRow<Raw, V> {
  readonly var: VarName;
  readonly as: ViewCodec<Raw, V>;
  readonly rw: VarType | ((raw: Raw, view: V) => VarType);
}

/** A setting that lives in the driver and exists where its place does: `ups.delay.shutdown`. */
export interface SettingRow {
  readonly var: VarName;
  /** Its value before anybody set one. */
  readonly fallback: string;
  readonly rw: VarType;
}

/** Raises its token while `when` holds, clears it otherwise, and leaves it for undefined. */
export interface StatusRow<Raw, V, Token extends string> {
  readonly status: Token;
  readonly when: (raw: Raw, view: V) => boolean | undefined;
}

/** A text of `ups.alarm` while `when` holds. */
export interface AlarmRow<Raw, V> {
  readonly alarm: string;
  readonly when: (raw: Raw, view: V) => boolean;
}

/** A word of `experimental.ups.mode.buzzwords` while `when` holds. */
export interface BuzzwordRow<Raw, V> {
  readonly buzzword: string;
  readonly when: (raw: Raw, view: V) => boolean;
}

/** A value that other rows look at by this name and nobody publishes. */
export interface NoteRow {
  readonly note: string;
}

/** What is sent for a command, as the family sends things. */
export interface CommandRow<Send> {
  readonly cmd: CmdName;
  readonly send: Send;
  /** Takes the load's power so surely that a client has to send it twice. */
  readonly repeated?: true;
}

export type ReadRow<Where extends object, Raw, V, Token extends string> = Where &
  Timing &
  (
    | VariableRow<Raw, V>
    | TypedRow<Raw, V>
    | WritableRow<Raw, V>
    | StatusRow<Raw, V, Token>
    | AlarmRow<Raw, V>
    | BuzzwordRow<Raw, V>
    | NoteRow
  );

/** What a poll asks for: everything, a full poll, one after somebody changed something, or the status alone. */
export type Depth = "open" | "full" | "changed" | "quick";

/** True where a poll of this depth reads the row. */
export function isDue({ poll }: Timing, depth: Depth): boolean {
  switch (depth) {
    case "open":
      return true;
    case "changed":
      return poll !== "once";
    case "full":
      return poll !== "once" && poll !== "changed";
    case "quick":
      return poll === "quick";
  }
}
