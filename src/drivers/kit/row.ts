/**
 * A row is what + where + how: a variable, status token, alarm or command; its place on the device,
 * which is each family's own (`path`, `at`, `ask`, `oid`); and how its raw value becomes text.
 *
 *     { var: "battery.charge", path: "UPS.PowerSummary.RemainingCapacity", as: decimal(0), poll: "quick" }   usbhid
 *     { var: "input.voltage",  at: [1, 5],                                 as: number(1) }                    qx
 *     { var: "battery.charge", ask: "Bl",                                  as: filled(1, 5) }                 mge-utalk
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

interface Timing {
  readonly poll?: Poll;
}

/** What is known of the device besides the value at hand. */
export interface View<Token extends string = string> {
  /** The value last published for a variable, earlier rows of this poll included. */
  known(name: string): string | undefined;
  /** An option of ups.conf; flags are "". */
  option(name: string): string | undefined;
  /** What the device said that has no NUT name. */
  note(name: string): string | undefined;
  /** A token that an earlier row raised. */
  holds(token: Token): boolean;
}

/** `type`: what `GET TYPE` says of it, where that is more than NUMBER. */
export interface VariableRow<Raw, V> {
  readonly var: VarName;
  readonly as: ViewReader<Raw, V>;
  readonly type?: VarType;
}

/** Writable, because its codec can write. */
export interface WritableRow<Raw, V> {
  readonly var: VarName;
  readonly as: ViewCodec<Raw, V>;
  readonly rw: VarType | ((raw: Raw, view: V) => VarType);
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

/** What the device takes for a command, one after the other, each only if the one before was taken. */
export interface CommandRow<Order> {
  readonly cmd: CmdName;
  readonly send: Order | readonly Order[];
}

/** What reads a place of the device. */
export type ReadRow<Where extends object, Raw, V, Token extends string> = Where &
  Timing &
  (VariableRow<Raw, V> | WritableRow<Raw, V> | StatusRow<Raw, V, Token> | AlarmRow<Raw, V>);

export type Row<Where extends object, Raw, V, Token extends string, Order> =
  | ReadRow<Where, Raw, V, Token>
  | CommandRow<Order>;

/** True where a poll of this depth reads the row; `changed`: somebody changed something since. */
export function isDue({ poll }: Timing, depth: "full" | "quick", changed: boolean): boolean {
  if (poll === "quick" || depth === "quick") return poll === "quick";
  return poll !== "once" && (poll !== "changed" || changed);
}
