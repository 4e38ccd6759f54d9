import type { UsbFacts } from "../../device/hid.ts";
import type { VarName } from "../../nut/catalogue/names.ts";
import type { ViewCodec, ViewReader, ViewWriter } from "../kit/codecs.ts";
import type {
  AlarmRow,
  BuzzwordRow,
  CommandRow,
  NoteRow,
  SettingRow,
  StatusRow,
  Timing,
  TypedRow,
  VariableRow,
  View,
  WritableRow,
} from "../kit/row.ts";
import type { Condition, ConditionPair } from "./conditions.ts";
import type { ReportDescriptor } from "./report/report-descriptor.ts";
import type { UsageTable } from "./report/usage-path.ts";

/** What is known of the device besides the value at hand; the value of a `note` row is a number. */
export interface HidView extends View<Condition, number> {
  readonly device: UsbFacts;
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
export type HidReader = ViewReader<number, HidView>;
/** From text ("" for none) to a physical value; undefined for text that is no value. */
export type HidWriter = ViewWriter<number, HidView>;
export type HidCodec = ViewCodec<number, HidView>;

interface At {
  /** As `usage-path` writes it. The first field of the descriptor whose path begins with it is taken. */
  readonly path: string;
}

/** Without `when`: 1 raises, 0 clears, anything else leaves (status); 1 (the others). */
type Optional<R extends { readonly when: unknown }> = Omit<R, "when"> & Partial<Pick<R, "when">>;

type Place = At & Timing;
export type HidVariable = Place & (VariableRow<number, HidView> | TypedRow<number, HidView>);
export type HidWritable = Place & WritableRow<number, HidView>;
export type HidSetting = Place & SettingRow;
export type HidStatus = Place & Optional<StatusRow<number, HidView, Condition | ConditionPair>>;
type HidAlarm = Place & Optional<AlarmRow<number, HidView>>;
type HidBuzzword = Place & Optional<BuzzwordRow<number, HidView>>;

interface Before {
  /** Settings to be made first, in this order. */
  readonly before?: (view: HidView) => readonly (readonly [VarName, string])[];
}

/** Sends `send`, or the parameter as a whole number. */
type FixedCommand = At & Before & CommandRow<number>;

/** Sends the parameter, else the fallback, else "", put through `as`. */
interface ParamCommand extends At, Before, CommandRow<"param"> {
  readonly as: HidWriter;
  readonly fallback?: string;
}

export type HidCommand = FixedCommand | ParamCommand;

export type HidRow =
  | HidVariable
  | HidWritable
  | HidSetting
  | HidStatus
  | HidAlarm
  | HidBuzzword
  | (Place & NoteRow)
  | HidCommand;

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
