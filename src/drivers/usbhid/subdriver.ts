/** The shape of a vendor's table: which devices are its own, what they are called, and which path is what. */
import type { UsbFacts } from "../../device/hid.ts";
import type { CmdName, VarName } from "../../nut/catalogue/names.ts";
import type { VarType } from "../../nut/var-type.ts";
import type { Condition, ConditionPair } from "./conditions.ts";
import type { ReportDescriptor } from "./report/report-descriptor.ts";
import type { UsageTable } from "./report/usage-path.ts";

/** What is known of the device besides the value at hand. */
export interface HidView {
  readonly device: UsbFacts;
  /** The value last published for a variable, earlier rows of this poll included. */
  known(name: string): string | undefined;
  /** The value of a `note` row. */
  note(name: string): number | undefined;
  /** A condition of an earlier row or poll. */
  holds(condition: Condition): boolean;
  /** An option of ups.conf; flags are "". */
  option(name: string): string | undefined;
  /** A string of the device by its index, cut to `longest` (19) characters as the C driver does; "" where none is. */
  text(index: number, longest?: number): string | undefined;
  /** The raw answer to one of the subdriver's `extraReports`, its number included. */
  report(id: number): Uint8Array | undefined;
  /** What an earlier call remembered, for as long as the device stays open. */
  recall(key: string): number | string | undefined;
  remember(key: string, value: number | string): void;
  /** Withdraws a variable until a row gives it again. */
  forget(name: VarName): void;
  /** Now, in milliseconds since 1970. */
  wall(): number;
}

/** From a physical value to the text of a variable; undefined leaves the variable as it was. */
export interface HidReader {
  read(value: number, view: HidView): string | undefined;
}

/** From text ("" for none) to a physical value; undefined for text that is no value. */
export interface HidWriter {
  write(text: string, view: HidView): number | undefined;
}

export interface HidCodec extends HidReader, HidWriter {}

/**
 * When a row is read: only at open, at open and after somebody changed something, in every poll; otherwise in
 * full polls.
 */
export type HidPoll = "once" | "changed" | "quick";

interface At {
  /** As `usage-path` writes it. The first field of the descriptor whose path begins with it is taken. */
  readonly path: string;
  readonly poll?: HidPoll;
}

export interface VarRow extends At {
  readonly var: VarName;
  readonly as: HidReader;
  /** What `GET TYPE` says of it, where that is more than NUMBER. */
  readonly type?: VarType;
}

export interface WritableRow extends At {
  readonly var: VarName;
  readonly as: HidCodec;
  readonly rw: VarType | ((value: number, view: HidView) => VarType);
}

/** A setting that lives in the driver and exists where its path does: `ups.delay.shutdown`. */
export interface SettingRow extends At {
  readonly var: VarName;
  readonly fallback: string;
  readonly rw: VarType;
}

/**
 * Raises its condition while `when` holds and clears it otherwise; undefined leaves it as it was. Without `when`:
 * 1 raises, 0 clears, anything else leaves.
 */
export interface StatusRow extends At {
  readonly status: Condition | ConditionPair;
  readonly when?: (value: number, view: HidView) => boolean | undefined;
}

/** Without `when`: 1. */
export interface AlarmRow extends At {
  readonly alarm: string;
  readonly when?: (value: number, view: HidView) => boolean;
}

/** A word for `experimental.ups.mode.buzzwords` while `when` holds (without it: 1). */
export interface BuzzRow extends At {
  readonly buzz: string;
  readonly when?: (value: number, view: HidView) => boolean;
}

/** A value that other rows look at and nobody publishes. */
export interface NoteRow extends At {
  readonly note: string;
}

interface Command extends At {
  readonly cmd: CmdName;
  /** Settings to be made first, in this order. */
  readonly before?: (view: HidView) => readonly (readonly [VarName, string])[];
}

/** Sends `send`, or the parameter as a whole number. */
export interface FixedCommandRow extends Command {
  readonly send: number;
}

/** Sends the parameter, else the fallback, else "", put through `as`. */
export interface ParamCommandRow extends Command {
  readonly send: "param";
  readonly as: HidWriter;
  readonly fallback?: string;
}

export type CommandRow = FixedCommandRow | ParamCommandRow;

export type HidRow = VarRow | WritableRow | SettingRow | StatusRow | AlarmRow | BuzzRow | NoteRow | CommandRow;

export type { UsbFacts } from "../../device/hid.ts";

/** How a device wants to be spoken to. */
export interface Quirks {
  /** Interface with the HID function (0), and its interrupt endpoint (1). */
  readonly interface?: number;
  readonly endpointIn?: number;
  /** Index of the report descriptor (0). */
  readonly descriptorIndex?: number;
  /** Its interrupt endpoint is broken or speaks another protocol. */
  readonly pollOnly?: boolean;
  /** It answers no GET_REPORT: everything comes through the interrupt endpoint, in reports of this size. */
  readonly interruptOnly?: boolean;
  readonly interruptSize?: number;
  /** It sends more than was asked for: ask for at least eight bytes. */
  readonly maxReport?: boolean;
  /** Reports that must never be asked for. */
  readonly skipReports?: readonly number[];
}

export interface UsbId {
  readonly vendorId: number;
  readonly productId: number;
  readonly quirks?: Quirks;
}

/** `likely`: the vendor is known, the product is not; taken when the user names the product. */
export type Claim = "yes" | "likely" | "no";

export interface Subdriver {
  /** As `subdriver =` matches it and `driver.version.data` shows it, version included. */
  readonly name: string;
  /** The maker in messages: "This CyberPower device …". */
  readonly maker: string;
  readonly ids: readonly UsbId[];
  /** Second thoughts after the ids were compared. */
  readonly claim?: (byIds: Claim, device: UsbFacts) => Claim;
  /** Vendors of many things that are no UPS: where only the vendor fits, the log says nothing. */
  readonly quiet?: (device: UsbFacts) => boolean;
  /** What another program of NUT drives better; said when this vendor's product is refused. */
  readonly elsewhere?: (device: UsbFacts) => string | undefined;
  readonly usages?: UsageTable;
  readonly rows: readonly HidRow[];
  readonly mfr?: (view: HidView) => string | undefined;
  readonly model?: (view: HidView) => string | undefined;
  readonly serial?: (view: HidView) => string | undefined;
  /** What the device's strings tell besides: `ups.firmware`. */
  readonly facts?: (view: HidView) => readonly (readonly [VarName, string])[];
  /** Quirks that depend on more than the ids. */
  readonly quirks?: (device: UsbFacts) => Quirks;
  /** Mends a descriptor that is known to be wrong; left out with `disable_fix_report_desc`. */
  readonly fixDescriptor?: (descriptor: ReportDescriptor, device: UsbFacts) => ReportDescriptor;
  /** Reports that the descriptor does not tell of, asked for in full polls. */
  readonly extraReports?: readonly { readonly id: number; readonly length: number }[];
  /** Seconds between full polls (30). */
  readonly pollfreq?: number;
  /** What the log says once at start. */
  readonly advice?: (option: (name: string) => string | undefined) => readonly string[];
}
