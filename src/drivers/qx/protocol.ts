/**
 * The shape of a question-and-answer protocol: what to ask, where in the reply each value stands, and
 * what to send for a command or a new value. Above each reply stands its picture with a column ruler.
 */
import type { VarName } from "../../nut/catalogue/names.ts";
import type { VarType } from "../../nut/var-type.ts";
import type { ViewReader } from "../kit/codecs.ts";
import type { AlarmRow, BuzzwordRow, CommandRow, NoteRow, StatusRow, Timing, VariableRow, View } from "../kit/row.ts";
import type { DriverOption } from "../types.ts";

/** What rows and commands may look at. */
export type QxView = Pick<View, "known" | "option">;

/** A piece of a reply, with what is known of the device besides. */
export interface Slice extends QxView {
  readonly text: string;
  /** The whole reply, up to its carriage return. */
  readonly reply: string;
}

/** First and last column of a value (from 0, both included); without a last one, up to the end. */
export interface At {
  readonly at: readonly [from: number, to?: number];
}

export const QX_CONDITIONS = [
  "OL",
  "DISCHRG",
  "CHRG",
  "LB",
  "OVER",
  "RB",
  "TRIM",
  "BOOST",
  "BYPASS",
  "OFF",
  "CAL",
  "FSD",
] as const;

/** What status rows raise and clear. Without OL the UPS is on battery. */
export type QxCondition = (typeof QX_CONDITIONS)[number];

type SliceReader = ViewReader<Slice, void>;

/** Adds its condition while `when` holds and until the row is read again, whatever the status bits say meanwhile. */
interface RaisingRow extends Pick<AlarmRow<Slice, void>, "when"> {
  readonly raises: QxCondition;
}

/** Words that the device chooses; undefined for none. */
type Worded<R extends object> = { readonly [Key in Exclude<keyof R, "when">]: SliceReader };

export type QxRow = At &
  Timing &
  (
    | VariableRow<Slice, void>
    | (NoteRow & { readonly as: SliceReader })
    | StatusRow<Slice, void, QxCondition>
    | RaisingRow
    | Worded<AlarmRow<Slice, void>>
    | Worded<BuzzwordRow<Slice, void>>
  );

export interface QxReply {
  /** The question with its line end. Replies to one question stand together: it is asked once for all of them. */
  readonly ask: string | ((view: QxView) => string);
  /** Replies with fewer bytes, the line end included, are refused; 0 takes any. */
  readonly length: number;
  readonly leading?: string;
  /** What the text must look like besides; a reply without it is noise. */
  readonly shape?: RegExp;
  /** Last touch on the question (checksums). */
  readonly seal?: (question: string) => Uint8Array;
  /** Reads bytes that are not text, or checks a checksum; undefined refuses the reply. */
  readonly unseal?: (answer: Uint8Array) => string | undefined;
  /** Asked only once there are data: many such devices keep silent to it, and nobody is to wait for that. */
  readonly late?: true;
  /** False leaves the question out (`norating`, `novendor`, what the device said earlier). */
  readonly when?: (view: QxView) => boolean;
  readonly rows: readonly QxRow[];
}

/** An order that must be taken before the command itself is sent, and the variable that it sets. */
export interface QxFirst {
  readonly text: string;
  readonly var: VarName;
  readonly value: string;
}

export type QxSend =
  | { readonly kind: "send"; readonly text: string; readonly first?: QxFirst }
  | { readonly kind: "refused"; readonly why: "invalid" | "failed" };

export interface QxCommand extends CommandRow<string | ((param: string | undefined, view: QxView) => QxSend)> {
  /** False hides the command on this device. */
  readonly when?: (view: QxView) => boolean;
}

/** A variable that can be set: one that lives in the driver (`fallback`), or on the device (`send`). */
export interface QxSetting {
  readonly var: VarName;
  /** Undefined for a device whose limits are not known: it shows as writable and refuses. */
  readonly rw: VarType | ((view: QxView) => VarType | undefined);
  /** Value before anybody set one; a setting without it is read by a row. */
  readonly fallback?: string;
  /** The nearest value that the device takes; undefined for none. */
  readonly normalise?: (text: string, view: QxView) => string | undefined;
  readonly send?: (text: string, view: QxView) => QxSend;
  readonly when?: (view: QxView) => boolean;
}

/** A setting of the device that has no NUT name: an option of ups.conf changes it once, when the device is opened. */
export interface QxPreset {
  readonly option: string;
  /** What the option may say; a flag has none. */
  readonly type?: VarType | ((view: QxView) => VarType);
  /** The note that says how it stands; a device that does not tell has no such setting. */
  readonly note?: string;
  readonly send: (text: string, view: QxView) => string | undefined;
  /** False where the device must not be asked for it now. */
  readonly when?: (conditions: ReadonlySet<QxCondition>) => boolean;
}

/** How a protocol recognizes its device: questions that must be answered with a value. */
export interface QxProbe {
  /** Asks for the first row of this variable (or note) and takes it; false when it gives none. */
  reads(name: string): Promise<boolean>;
  /** Asks the question of this variable; true when a reply comes that has its place, whatever stands there. */
  answers(name: string): Promise<boolean>;
  /** What the device says to that row's question, unchecked and without its line end; "" for silence. */
  answer(name: string): Promise<string>;
  value(name: string): string | undefined;
  option(name: string): string | undefined;
}

export interface QxProtocol {
  /** As `protocol =` names it, in any case. */
  readonly name: string;
  /** As `driver.version.data` shows it: name and version of the mapping. */
  readonly title: string;
  readonly claim: (probe: QxProbe) => Promise<boolean>;
  /** The claim fits others too: without `protocol =` only USB devices of this vendor are asked. */
  readonly vendorId?: number;
  readonly replies: readonly QxReply[];
  readonly commands: readonly QxCommand[];
  readonly settings: readonly QxSetting[];
  readonly presets?: readonly QxPreset[];
  /** Answer, without its line end, to a command that was taken. */
  readonly accepted?: string | RegExp;
  /** Silence after a command: without this it counts as taken. */
  readonly silence?: "failed";
  /** Answer, without its line end, to a question that the device refuses. */
  readonly rejected?: string;
  readonly options?: readonly DriverOption[];
  /** What is published of every such device. */
  readonly facts?: readonly (readonly [VarName, string])[];
}
