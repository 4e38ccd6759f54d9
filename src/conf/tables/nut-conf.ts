/** The settings of nut.conf: nut.conf(5) of 2.8.5, and the environment that the programs look at. */
import { anyText, choice, TRUTH, type ValueCodec } from "../values.ts";

export interface NutSetting<T, D> {
  readonly name: string;
  readonly codec: ValueCodec<T>;
  readonly fallback: D;
}

const setting = <T, D>(name: string, codec: ValueCodec<T>, fallback: D): NutSetting<T, D> => ({
  name,
  codec,
  fallback,
});

export const NUT_CONF = {
  mode: setting("MODE", choice(["none", "standalone", "netserver", "netclient"]), "none" as const),
  upsdOptions: setting("UPSD_OPTIONS", anyText("options"), ""),
  upsmonOptions: setting("UPSMON_OPTIONS", anyText("options"), ""),
  /** As sleep(1) takes it: `15m`, `3600`. */
  poweroffWait: setting("POWEROFF_WAIT", anyText("time"), undefined),
  poweroffQuiet: setting("POWEROFF_QUIET", TRUTH, false),
  allowNoDevice: setting("ALLOW_NO_DEVICE", TRUTH, undefined),
  allowNotAllListeners: setting("ALLOW_NOT_ALL_LISTENERS", TRUTH, undefined),
} as const satisfies Readonly<Record<string, NutSetting<unknown, unknown>>>;

/** Variables that the programs take from the environment; nut.conf may set them. */
export const NUT_ENVIRONMENT: ReadonlySet<string> = new Set([
  "NUT_CONFPATH",
  "NUT_STATEPATH",
  "NUT_ALTPIDPATH",
  "NUT_PIDPATH",
  "NUT_DEBUG_LEVEL",
  "NUT_DEBUG_PID",
  "NUT_DEBUG_PROCNAME",
  "NUT_DEBUG_SYSLOG",
  "NUT_QUIET_INIT_SSL",
  "NUT_QUIET_INIT_UPSNOTIFY",
  "NUT_QUIET_INIT_BANNER",
  "NUT_QUIET_INIT_LISTENER",
  "NUT_QUIET_INIT_NDE_WARNING",
  "NUT_QUIET_OK_NOTRACKING",
  "NUT_DEFAULT_CONNECT_TIMEOUT",
  "NUT_IGNORE_CHECKPROCNAME",
  "NUT_IGNORE_NOWAIT",
  "NUT_SYSMAXCONN_LIMIT",
  "LIBUSB_DEBUG",
]);

/** Switches of Debian's /etc/default/nut before NUT 2.6. */
export const NUT_CONF_OBSOLETE: ReadonlyMap<string, string> = new Map(
  ["START_UPSD", "START_UPSMON"].map((name) => [name, "delete it; MODE says what is started"]),
);
