/** A driver returns readings of one device; the poll loop owns differences, staleness, retries and `driver.state`. */
import type { UpsSettings } from "../conf/driver-settings.ts";
import type { Openers } from "../device/openers.ts";
import type { Reported } from "../device/reported.ts";
import type { Clock } from "../system/clock.ts";
import type { Log } from "../system/log/log.ts";

export { DeviceError, type DeviceFault } from "../device/device-error.ts";
export type { Reported } from "../device/reported.ts";

/** Why a reading is none: it names no power source. Shown at the driver itself, and counts as stale. */
export interface Unexplained {
  /** One line: what is missing, and what to do. */
  readonly text: string;
  /** When the device is reopened: at once, after some polls, or never, where it speaks when it likes. */
  readonly reopen: "now" | "later" | "never";
}

/**
 * What one poll brought.
 *  - A `full` poll lists everything the device has: a variable that it leaves out is withdrawn.
 *  - A `quick` poll lists what it looked at; the rest stays.
 */
export interface Reading {
  /** `ups.status` and `ups.alarm` here only declare type and `rw`; values come from `status` and `alarms`. */
  readonly vars: ReadonlyMap<string, string | Reported>;
  /** Tokens of `ups.status`, in the order to be written; undefined leaves the last ones (quick polls). */
  readonly status?: readonly string[];
  /** Set where the driver knows that the reading lacks mains and battery; an empty `status` alone says so too. */
  readonly unexplained?: Unexplained | undefined;
  /** Texts of `ups.alarm`; any of them puts ALARM into the status. Undefined leaves the last ones. */
  readonly alarms?: readonly string[];
  readonly commands?: readonly string[];
  /** Set by devices such as PDUs, whose status is empty by right. */
  readonly noSupply?: boolean;
  /** Tokens of `experimental.ups.mode.buzzwords`. */
  readonly buzzwords?: readonly string[];
}

/** What identifies the device that was opened, for logs, process titles and finding it again. */
export interface Identity {
  readonly title: string;
  readonly serial?: string;
  /** `driver.version.data` and its like: published once as they are. */
  readonly published?: ReadonlyMap<string, string>;
}

export type Refusal = "unknown" | "invalid" | "failed" | "conversion-failed";
export type Outcome = "handled" | Refusal;

export interface Driver {
  /** Opens and identifies the device. `wake`: the device spoke first, poll quick, at once. Throws DeviceError. */
  open(wake: () => void): Promise<Identity>;
  /** Throws DeviceError when the device gave no usable answer. */
  poll(depth: "full" | "quick"): Promise<Reading>;
  setvar(name: string, value: string): Promise<Outcome>;
  instcmd(name: string, param?: string): Promise<Outcome>;
  /** True for a command so dangerous that a client has to send it twice. `sdcommands` act at once. */
  needsRepeating?(name: string, param?: string): boolean;
  /** Turns the load off at the end of a shutdown: `-k` and `driver.killpower`. */
  killpower(): Promise<Outcome>;
  close(): Promise<void>;
  /** Nobody waits any more for an `open` that is under way: it ends soon, and throws. For drivers that search long. */
  giveUp?(): void;
  /** Calls `arrived` when a lost device may be there again. Returns the way to stop. */
  watch?(arrived: () => void): () => void;
}

export interface DriverOption {
  readonly name: string;
  readonly kind: "value" | "flag";
  readonly help: string;
  /** Says what is wrong with a value, or undefined. */
  readonly check?: (value: string) => string | undefined;
  /** `driver.parameter.NAME` is not published (passwords). */
  readonly secret?: boolean;
}

/** The settings of one UPS: its section of ups.conf with `-x` and `-s` on top. */
export type DriverSettings = UpsSettings;

export interface DriverContext {
  readonly settings: DriverSettings;
  readonly openers: Openers;
  readonly log: Log;
  readonly clock: Clock;
}

export interface DriverDefinition {
  readonly name: string;
  /** The driver that does the work, where `name` is that of an older one. */
  readonly standsIn?: string;
  readonly title: string;
  /** `driver.version.internal`. */
  readonly version: string;
  readonly options: readonly DriverOption[];
  readonly notes?: () => string;
  /**
   * What it reads is passed on as somebody else told it: an empty status too, and nothing is made of how the charge
   * moves.
   */
  readonly asTold?: boolean;
  /** True when the driver knows quick polls; then full polls come every `pollfreq` seconds (30). */
  readonly quick?: boolean;
  /** What is printed in place of a start, where the settings ask for it. */
  readonly list?: (settings: DriverSettings) => string | undefined;
  create(context: DriverContext): Driver;
}
