/** The settings of ups.conf common to all drivers: drivers/main.c, drivers/upsdrvctl.c and server/conf.c of 2.8.5. */
import {
  anyText,
  choice,
  commaList,
  hexadecimal,
  integer,
  lenient,
  text,
  type ValueCodec,
  wordList,
} from "../values.ts";

interface Common {
  readonly name: string;
  /** Where it counts: before the first section, inside one, or both (the section wins). */
  readonly where: "global" | "section" | "both";
  /** Written in any case; all other names are in lower case. */
  readonly anyCase?: boolean;
}

export interface ValueOption<T, D> extends Common {
  readonly kind: "value";
  readonly codec: ValueCodec<T>;
  readonly fallback: D;
}

export interface FlagOption extends Common {
  readonly kind: "flag";
}

/** A flag that takes a value if one is given. */
export interface EitherOption extends Common {
  readonly kind: "either";
  readonly codec: ValueCodec<unknown>;
}

export type UpsOption = ValueOption<unknown, unknown> | FlagOption | EitherOption;

type Where = Common["where"];

const value = <T, D>(name: string, where: Where, codec: ValueCodec<T>, fallback: D): ValueOption<T, D> => ({
  kind: "value",
  name,
  where,
  codec,
  fallback,
});
const flag = (name: string, where: Where): FlagOption => ({ kind: "flag", name, where });

const LARGEST_DEBUG = 4;

/** Words of the status that may be held back. Whether there is mains, and what orders a shutdown, is told at once. */
const DELAYED = ["LB", "RB", "ALARM", "OVER", "BYPASS", "TRIM", "BOOST", "OFF", "CAL", "CHRG", "DISCHRG", "OVERHEAT"];
const LONGEST_DELAY = 600;

function delayOf(word: string): readonly [token: string, seconds: number] | string {
  const [, token = "", digits = ""] = /^([A-Za-z]+):(\d{1,6})$/.exec(word) ?? [];
  if (token === "") return `"${word}" is no word with its seconds, as LB:5`;
  if (!DELAYED.includes(token.toUpperCase())) return `${token} cannot be held back`;
  const seconds = Number(digits);
  return seconds > LONGEST_DELAY ? `${word}: ${LONGEST_DELAY} seconds are the most` : [token.toUpperCase(), seconds];
}

/** `none`, or words of the status with the seconds that each has to last: `LB:5 RB:60`. */
const WORD_DELAYS: ValueCodec<ReadonlyMap<string, number>> = {
  form: "words",
  read: (value) => {
    if (value.trim().toLowerCase() === "none") return { kind: "ok", value: new Map() };
    const delays = value
      .split(/[\s,]+/)
      .filter((word) => word !== "")
      .map(delayOf);
    const bad = delays.find((delay) => typeof delay === "string");
    const advice = `write none, or words of ${DELAYED.join(" ")}, as LB:5`;
    if (bad !== undefined || delays.length === 0) return { kind: "bad", text: bad ?? "the value is empty", advice };
    return { kind: "ok", value: new Map(delays.filter((delay) => typeof delay !== "string")) };
  },
  write: (delays) => (delays.size === 0 ? "none" : [...delays].map(([word, s]) => `${word}:${s}`).join(" ")),
};

export const UPS_CONF = {
  driver: value("driver", "section", text("name"), undefined),
  port: value("port", "section", anyText("port"), undefined),
  desc: value("desc", "section", anyText("text"), undefined),
  /** Ours: C drivers refuse a word that they do not know. */
  aliases: value("aliases", "section", wordList("names"), undefined),
  sdorder: value("sdorder", "section", integer("number"), 0),
  sdcommands: value("sdcommands", "section", commaList("commands"), undefined),
  allowKillpower: flag("allow_killpower", "section"),
  nolock: flag("nolock", "section"),
  ignorelb: flag("ignorelb", "section"),
  /** Ours, as `aliases` is. */
  debounce: value("debounce", "section", WORD_DELAYS, undefined),
  /** Ours, as `aliases` is. */
  batteryModel: value("battery_model", "both", choice(["record", "estimate", "off"]), "record" as const),
  pollfreq: value("pollfreq", "section", integer("seconds", { min: 1 }), 30),
  pollinterval: value("pollinterval", "both", integer("seconds", { min: 1 }), 2),
  maxretry: value("maxretry", "both", integer("attempts", { min: 1 }), 1),
  retrydelay: value("retrydelay", "both", integer("seconds", { min: 0 }), 5),
  reconnectMaxTries: value("reconnect_max_tries", "both", integer("attempts"), -1),
  reconnectReportFreq: value("reconnect_report_freq", "both", integer("attempts"), -1),
  maxstartdelay: value("maxstartdelay", "both", integer("seconds", { min: 0 }), 75),
  synchronous: value("synchronous", "both", lenient(choice(["yes", "no", "auto"]), "no"), "auto" as const),
  user: value("user", "both", text("name"), undefined),
  group: value("group", "both", text("name"), undefined),
  debugMin: { ...value("debug_min", "both", integer("level", { min: 0, whole: true }), undefined), anyCase: true },
  libusbDebug: value(
    "LIBUSB_DEBUG",
    "both",
    lenient(integer("level", { min: 0, whole: true }), LARGEST_DEBUG),
    undefined,
  ),
  usbSetAltinterface: {
    kind: "either",
    name: "usb_set_altinterface",
    where: "section",
    codec: integer("number", { min: 0 }),
  },
  usbConfigIndex: value("usb_config_index", "section", hexadecimal("index"), undefined),
  usbHidRepIndex: value("usb_hid_rep_index", "section", hexadecimal("index"), undefined),
  usbHidDescIndex: value("usb_hid_desc_index", "section", hexadecimal("index"), undefined),
  usbHidEpIn: value("usb_hid_ep_in", "section", hexadecimal("endpoint"), undefined),
  usbHidEpOut: value("usb_hid_ep_out", "section", hexadecimal("endpoint"), undefined),
  nowait: flag("nowait", "global"),
  chroot: value("chroot", "global", text("path"), undefined),
  driverpath: value("driverpath", "global", text("path"), undefined),
  statepath: { ...value("statepath", "global", text("path"), undefined), anyCase: true },
} as const satisfies Readonly<Record<string, UpsOption>>;

/** `aliases` in a form that C drivers take, for a section that one of them reads. */
export const ALIASES_OVERRIDE = "override.experimental.nutts.aliases";

/** Settings of the past: read, reported, without effect. */
export const UPS_CONF_OBSOLETE: ReadonlyMap<string, string> = new Map([
  ["sddelay", "delete it; the drivers' own offdelay and ondelay do this now"],
]);

export const UPS_CONF_PREFIXES = ["override.", "default."] as const;
