/** The directives of upsmon.conf: clients/upsmon.c of 2.8.5. Names are in upper case but for DEBUG_MIN. */
import { NOTIFY_TYPES, type NotifyType } from "../../nut/notify-types.ts";
import { shellQuote } from "../../nut/shell-quote.ts";
import { parseUpsId } from "../../nut/ups-id.ts";
import { type Doubt, doubtfulName, doubtfulPassword } from "../beyond-ascii.ts";
import { type LineReporter, type Many, type One, one } from "../directive.ts";
import { didYouMean } from "../suggest.ts";
import { integer, SWITCH, text, truthOf } from "../values.ts";
import { batteryHealth, batteryTests } from "./battery-tests.ts";
import { shutdownRules, supplyGroups } from "./shutdown-rules.ts";
import { CERT_IDENT } from "./upsd-conf.ts";
import { type Role, UPSMON_ROLES } from "./upsd-users.ts";

export interface Monitor {
  /** As written: what messages and UPSNAME say. */
  readonly system: string;
  readonly upsname: string;
  readonly host: string;
  readonly port: number;
  /** Supplies of this machine that the UPS feeds; 0 only watches. */
  readonly powerValue: number;
  readonly username: string;
  readonly password: string;
  readonly role: Role;
}

export interface NotifyMessage {
  readonly type: NotifyType;
  /** `%s` stands for the UPS; in ALARM and OTHER a second one for the alarm or the tokens. */
  readonly text: string;
}

export const NOTIFY_FLAGS = ["SYSLOG", "WALL", "EXEC", "IGNORE"] as const;

export type NotifyFlag = (typeof NOTIFY_FLAGS)[number];

export interface NotifyFlags {
  readonly type: NotifyType;
  /** With IGNORE nothing is done, whatever else stands here. */
  readonly flags: readonly NotifyFlag[];
}

export interface CertHost {
  /** As written: `host`, `host:port`, `[v6]:port`. */
  readonly host: string;
  readonly certificate: string;
  /** Undefined, written -1: as CERTVERIFY and FORCESSL say. */
  readonly verify: boolean | undefined;
  readonly forcessl: boolean | undefined;
}

const systemOf = (word: string, report: LineReporter): Pick<Monitor, "upsname" | "host" | "port"> | undefined => {
  const id = parseUpsId(word);
  if (id?.upsname !== undefined && !id.upsname.includes(":"))
    return { upsname: id.upsname, host: id.host, port: id.port };
  return report.error(`"${word}" does not name a UPS`, "write ups@host or ups@host:port");
};

const POWER = integer("power value", { min: 0 });

function powerOf(word: string, report: LineReporter): number | undefined {
  const read = POWER.read(word);
  if (read.kind === "ok") {
    if (read.doubt !== undefined) report.warning(`power value: ${read.doubt}`);
    return read.value;
  }
  if (/^\s*[+-]?\d/.test(word)) return report.error(`power value: ${read.text}`, read.advice);
  report.warning(
    `the power value is not a number and counts as 0: this UPS is only watched`,
    "write 1 where it feeds you",
  );
  return 0;
}

/** How the warning begins of a MONITOR line whose role is none. */
export const NO_ROLE = "the fifth word is no role";

/** The word is not repeated: behind a password of two words it is the second of them. */
function roleOf(word: string, report: LineReporter): Role {
  const role = UPSMON_ROLES.get(word.toLowerCase());
  if (role === undefined) {
    const advice = /^monitor.?only$/i.test(word)
      ? "write power value 0 and secondary"
      : "write primary or secondary; a password with blanks goes in quotes";
    report.warning(`${NO_ROLE} and counts as secondary`, advice);
    return "secondary";
  }
  if (role !== word.toLowerCase()) report.note(`${word} is an old word`, `write ${role}`, "old-word");
  return role;
}

const NO_USERNAME =
  "write MONITOR system power-value username password primary|secondary, and add the user to upsd.users";

const monitors: Many<Monitor> = {
  kind: "many",
  name: "MONITOR",
  form: "<system> <power value> <username> <password> <primary|secondary>",
  least: 4,
  most: 5,
  repeats: { key: ({ system }) => system, keep: "first" },
  read: ([system = "", power = "", username = "", password = "", role], report) => {
    if (role === undefined) return report.error("the line names no user, as before NUT 1.4", NO_USERNAME);
    const where = systemOf(system, report);
    const powerValue = powerOf(power, report);
    if (where === undefined || powerValue === undefined) return undefined;
    const doubts = [doubtfulName("UPS", where.upsname), doubtfulName("user", username), doubtfulPassword(password)];
    for (const doubt of doubts) if (doubt) report.warning(doubt.text, doubt.advice);
    return { system, ...where, powerValue, username, password, role: roleOf(role, report) };
  },
  write: ({ system, powerValue, username, password, role }) => [system, String(powerValue), username, password, role],
};

function typeOf(word: string, report: LineReporter): NotifyType | undefined {
  const type = NOTIFY_TYPES.find((known) => known === word.toUpperCase());
  if (type !== undefined) return type;
  return report.error(`${word} is not a notify type`, () => didYouMean(word, NOTIFY_TYPES), "unknown-word");
}

/** Beside the UPS these have something to tell. */
const TELLS_MORE: ReadonlySet<NotifyType> = new Set([
  "ALARM",
  "OTHER",
  "NOLOGIN",
  "BATTERYTEST",
  "BATTERYTEST_FAILED",
  "BATTERYWORN",
]);

/** upsmon of NUT hands the text to printf. */
function doubtfulMessage(type: NotifyType, text: string): Doubt | undefined {
  const other = text.match(/%(?!s)./g)?.find((each) => each !== "%%");
  if (other !== undefined)
    return {
      text: `${other} is a format to upsmon of NUT, which refuses the text or prints rubbish`,
      advice: "write %s or %%",
    };
  const places = text.split("%s").length - 1;
  const most = TELLS_MORE.has(type) ? 2 : 1;
  if (places <= most) return undefined;
  return {
    text: `%s stands ${places} times, and ${type} has ${most === 1 ? "only the UPS" : "the UPS and one more"} to put there: the rest stays empty, and upsmon of NUT refuses the text or prints rubbish`,
    advice: "delete what is too many",
  };
}

const notifyMessages: Many<NotifyMessage> = {
  kind: "many",
  name: "NOTIFYMSG",
  form: '<notify type> "<message>"',
  least: 2,
  most: 2,
  repeats: { key: ({ type }) => type, keep: "last" },
  read: ([word = "", message = ""], report) => {
    const type = typeOf(word, report);
    const doubt = type && doubtfulMessage(type, message);
    if (doubt) report.warning(doubt.text, doubt.advice);
    return type && { type, text: message };
  },
  write: (message) => [message.type, message.text],
};

function flagsOf(word: string, report: LineReporter): readonly NotifyFlag[] | undefined {
  const flags = new Set<NotifyFlag>();
  for (const name of word.split("+")) {
    const flag = NOTIFY_FLAGS.find((known) => known === name);
    if (flag !== undefined) flags.add(flag);
    else {
      const advice = `write ${NOTIFY_FLAGS.join(", ")} in upper case, parted by +`;
      report.warning(`${name} is not a flag`, advice, "unknown-word");
    }
  }
  if (flags.size === 0) return report.error("no flag is left; the defaults SYSLOG and WALL stay");
  if (flags.has("IGNORE") && flags.size > 1)
    report.warning("with IGNORE the other flags do nothing", "delete one or the other");
  return [...flags];
}

const notifyFlags: Many<NotifyFlags> = {
  kind: "many",
  name: "NOTIFYFLAG",
  form: "<notify type> <flag>[+<flag>]...",
  least: 2,
  most: 2,
  repeats: { key: ({ type }) => type, keep: "last" },
  read: ([word = "", list = ""], report) => {
    const type = typeOf(word, report);
    const flags = flagsOf(list, report);
    return type && flags && { type, flags };
  },
  write: ({ type, flags }) => [type, flags.join("+")],
};

/** Undefined for -1: the global setting counts. */
function switchOf(word: string, what: string, report: LineReporter): boolean | undefined {
  if (word.trim() === "-1") return undefined;
  const read = SWITCH.read(word);
  if (read.kind === "bad") report.warning(`${what}: ${read.text} and counts as 0`, read.advice);
  else if (read.doubt !== undefined) report.warning(`${what}: ${read.doubt}`, read.advice);
  return read.kind === "ok" && read.value;
}

const writeSwitch = (value: boolean | undefined): string => (value === undefined ? "-1" : SWITCH.write(value));

const certHosts: Many<CertHost> = {
  kind: "many",
  name: "CERTHOST",
  form: "<host>[:<port>] <certificate name> <verify 0|1|-1> <forcessl 0|1|-1>",
  least: 4,
  most: 4,
  repeats: { key: ({ host }) => host, keep: "last" },
  read: ([host = "", certificate = "", verify = "", forcessl = ""], report) => ({
    host,
    certificate,
    verify: switchOf(verify, "verify", report),
    forcessl: switchOf(forcessl, "forcessl", report),
  }),
  write: ({ host, certificate, verify, forcessl }) => [host, certificate, writeSwitch(verify), writeSwitch(forcessl)],
};

/** How long a machine takes to go down. Ours, as are the other directives about `shutdown.return`. */
export interface ShutdownTime {
  /** Undefined: this machine. */
  readonly host: string | undefined;
  readonly seconds: number;
}

const SHUTDOWN_SECONDS = integer("seconds", { min: 1, max: 86_400, whole: true });

const shutdownTimes: Many<ShutdownTime> = {
  kind: "many",
  name: "SHUTDOWNTIME",
  form: "<seconds> [<host>]",
  least: 1,
  most: 2,
  repeats: { key: ({ host = "" }) => host, keep: "last" },
  read: ([word = "", host], report) => {
    const read = SHUTDOWN_SECONDS.read(word);
    return read.kind === "ok" ? { host, seconds: read.value } : report.error(read.text, read.advice);
  },
  write: ({ host, seconds }) => [String(seconds), ...(host === undefined ? [] : [host])],
};

/** Seconds to wait after SHUTDOWNCMD before upsmon ends: 0 for `yes`, -1, never, for `no`. */
const shutdownExit: One<number, number> = {
  ...one("SHUTDOWNEXIT", integer("seconds"), 0),
  form: "<yes|no|seconds>",
  read: ([word = ""], report) => {
    const truth = /^\d/.test(word) ? undefined : truthOf(word);
    if (truth !== undefined) return truth ? 0 : -1;
    const read = integer("seconds", { whole: true }).read(word);
    if (read.kind === "ok") return read.value;
    report.warning(`${read.text} and counts as yes`, "write yes, no or a number of seconds");
    return 0;
  },
  write: (value) => [value === 0 ? "yes" : value === -1 ? "no" : String(value)],
};

/**
 * One word is a text for the shell, as ever. Several, which C reads since 2.8.5, are a program and its arguments: what the
 * shell is given is quoted by `quote`.
 */
function command(name: string, quote: (words: readonly string[]) => readonly string[]): One<string, undefined> {
  const row = one(name, text('"command"'), undefined);
  return {
    ...row,
    form: '<"command"> [<argument>]...',
    most: Number.POSITIVE_INFINITY,
    read: (words, report) => (words.length === 1 ? row.read(words, report) : quote(words).join(" ")),
  };
}

const seconds = (min?: number) => integer("seconds", min === undefined ? {} : { min });

export const UPSMON_CONF = {
  runAsUser: one("RUN_AS_USER", text("username"), undefined),
  monitors,
  minsupplies: one("MINSUPPLIES", integer("supplies", { min: 0 }), 1),
  supplyGroups,
  shutdownRules,
  batteryTests,
  batteryHealth,
  shutdowncmd: command("SHUTDOWNCMD", ([first = "", ...rest]) => [first, ...rest.map(shellQuote)]),
  shutdownreturn: one("SHUTDOWNRETURN", SWITCH, false),
  shutdownTimes,
  shutdownrecord: one("SHUTDOWNRECORD", text("path"), undefined),
  restartcmd: command("RESTARTCMD", ([first = "", ...rest]) => [first, ...rest.map(shellQuote)]),
  shutdownexit: shutdownExit,
  powerdownflag: one("POWERDOWNFLAG", text("path"), undefined),
  notifycmd: command("NOTIFYCMD", (words) => words.map(shellQuote)),
  notifyMessages,
  notifyFlags,
  pollfreq: one("POLLFREQ", seconds(1), 5),
  pollfreqalert: one("POLLFREQALERT", seconds(1), 5),
  pollfailLogThrottleMax: one("POLLFAIL_LOG_THROTTLE_MAX", integer("count"), -1),
  hostsync: one("HOSTSYNC", seconds(0), 15),
  deadtime: one("DEADTIME", seconds(0), 15),
  finaldelay: one("FINALDELAY", seconds(0), 5),
  rbwarntime: one("RBWARNTIME", seconds(0), 43200),
  nocommwarntime: one("NOCOMMWARNTIME", seconds(0), 300),
  /** Negative: a UPS that was never reached counts for ever. */
  neverreachedtime: one("NEVERREACHEDTIME", integer("seconds"), -1),
  /** Negative: OFF never counts. */
  offduration: one("OFFDURATION", seconds(), 30),
  /** Negative: OVER never counts. */
  overduration: one("OVERDURATION", seconds(), -1),
  /** 0 and less: at once. */
  oblbduration: one("OBLBDURATION", seconds(), 0),
  alarmcritical: one("ALARMCRITICAL", SWITCH, true),
  certpath: one("CERTPATH", text("path"), undefined),
  certfile: one("CERTFILE", text("path"), undefined),
  certident: CERT_IDENT,
  certHosts,
  certverify: one("CERTVERIFY", SWITCH, false),
  forcessl: one("FORCESSL", SWITCH, false),
  debugMin: { ...one("DEBUG_MIN", integer("level", { min: 0, whole: true }), undefined), anyCase: true },
} as const;
