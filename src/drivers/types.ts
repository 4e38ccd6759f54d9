/**
 * What a driver is. A driver talks to one device and returns what it read; the poll loop
 * (`src/driver-daemon/engine`) compares, publishes the difference, and owns staleness, retries, reconnection and
 * `driver.state`, so that these exist once for all drivers.
 */
import type { UpsSettings } from "../conf/driver-settings.ts";
import type { Openers } from "../device/openers.ts";
import type { Reported } from "../device/reported.ts";
import type { Clock } from "../system/clock.ts";
import type { Log } from "../system/log/log.ts";

export { DeviceError, type DeviceFault } from "../device/device-error.ts";
export type { Reported } from "../device/reported.ts";

/**
 * Why a reading is none: it does not say where the power comes from. It is shown where somebody looks at the driver
 * itself, but counts as stale.
 */
export interface Unexplained {
  /** One line: what is missing, and what to do. */
  readonly text: string;
  /**
   * When the device is closed and opened afresh: at once where no poll will bring more, after some polls, or never where
   * the device speaks when it likes.
   */
  readonly reopen: "now" | "later" | "never";
}

/**
 * What one poll brought.
 *  - A `full` poll lists everything the device has: a variable that it leaves out is withdrawn.
 *  - A `quick` poll lists what it looked at; the rest stays.
 */
export interface Reading {
  /**
   * `ups.status` and `ups.alarm` may stand here to declare their type and `rw`: their values come from `status` and
   * `alarms` (`composeStatus` and `composeAlarm` in nut/status.ts), never from here.
   */
  readonly vars: ReadonlyMap<string, string | Reported>;
  /** Tokens of `ups.status`, in the order to be written; undefined leaves the last ones (quick polls). */
  readonly status?: readonly string[];
  /** Set where the driver knows that the reading lacks mains and battery; an empty `status` alone says so too. */
  readonly unexplained?: Unexplained | undefined;
  /** The driver itself has told charging from discharging where the charge moved; else the core does. */
  readonly chargeJudged?: boolean;
  /** Texts of `ups.alarm`; any of them puts ALARM into the status. Undefined leaves the last ones. */
  readonly alarms?: readonly string[];
  /** Instant commands; undefined leaves those of the last full poll. */
  readonly commands?: readonly string[];
  /** Tokens of `experimental.ups.mode.buzzwords`. */
  readonly buzzwords?: readonly string[];
}

/** What identifies the device that was opened, for logs, process titles and finding it again. */
export interface Identity {
  /** One line for a person: maker, model, serial, where it is. */
  readonly title: string;
  readonly serial?: string;
  /** `driver.version.data` and its like: published once as they are. */
  readonly published?: ReadonlyMap<string, string>;
}

/** Why a new value or a command was not carried out. */
export type Refusal = "unknown" | "invalid" | "failed" | "conversion-failed";
/** What came of a new value or a command. */
export type Outcome = "handled" | Refusal;

export interface Driver {
  /** Opens and identifies the device. `wake`: the device spoke first, poll quick, at once. Throws DeviceError. */
  open(wake: () => void): Promise<Identity>;
  /** Throws DeviceError when the device gave no usable answer. */
  poll(depth: "full" | "quick"): Promise<Reading>;
  setvar(name: string, value: string): Promise<Outcome>;
  /** `confirmed`: nobody will repeat it (`sdcommands`), so one that waits for its repetition acts at once. */
  instcmd(name: string, param?: string, confirmed?: true): Promise<Outcome>;
  /** Turns the load off at the end of a shutdown: `-k` and `driver.killpower`. */
  killpower(): Promise<Outcome>;
  close(): Promise<void>;
  /** Nobody waits any more for an `open` that is under way: it ends soon, and throws. For drivers that search long. */
  giveUp?(): void;
  /**
   * While the device is closed and waited for: `arrived` is called when it may be there again, so that nobody waits
   * for the next try. Answers how to stop watching.
   */
  watch?(arrived: () => void): () => void;
}

/** One option of ups.conf or `-x`, as `-L`, validation, help and the man page know it. */
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
  /** As ups.conf and the socket name it. */
  readonly name: string;
  /** The driver that does the work, where `name` is that of an older one. */
  readonly standsIn?: string;
  /** One line, as the C driver's banner has it. */
  readonly title: string;
  /** `driver.version.internal`. */
  readonly version: string;
  readonly options: readonly DriverOption[];
  /** What `-h` says below the options. */
  readonly notes?: () => string;
  /** What it reads is passed on as somebody else told it: an empty status too. */
  readonly asTold?: boolean;
  /** True when the driver knows quick polls; then full polls come every `pollfreq` seconds (30). */
  readonly quick?: boolean;
  create(context: DriverContext): Driver;
}
