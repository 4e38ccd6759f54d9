import { checkCertHosts } from "./cert-hosts.ts";
import { checkBatteryTests } from "./checks/battery-tests.ts";
import { checkRules } from "./checks/shutdown-rules.ts";
import { defaultsOf, type Settings } from "./directive.ts";
import { formatDirectives, type ParsedDirectives, parseDirectives } from "./directives.ts";
import { byPlace, type Problem, type Reporter, reporter, WHOLE_FILE } from "./problem.ts";
import { UPSMON_CONF } from "./tables/upsmon-conf.ts";

export type { Monitor } from "./tables/upsmon-conf.ts";

export type UpsmonConf = Settings<typeof UPSMON_CONF>;

export const UPSMON_CONF_DEFAULTS: UpsmonConf = defaultsOf(UPSMON_CONF);

export const totalPower = ({ monitors }: Pick<UpsmonConf, "monitors">): number =>
  monitors.reduce((sum, { powerValue }) => sum + powerValue, 0);

type Parsed = ParsedDirectives<typeof UPSMON_CONF>;

function checkSupplies({ settings, places }: Parsed, report: Reporter): void {
  const total = totalPower(settings);
  const place = places.get("minsupplies") ?? places.get("monitors") ?? WHOLE_FILE;
  if (settings.monitors.length === 0) {
    report.error(WHOLE_FILE, "no MONITOR line can be used: nothing is watched", "add a MONITOR line", "no-monitor");
  } else if (settings.minsupplies > total) {
    const text = `MINSUPPLIES is ${settings.minsupplies}, but the power values of all MONITOR lines make ${total}`;
    const advice = "raise the power value of a UPS that feeds this machine, or write MINSUPPLIES 0";
    report.error(place, text, advice, "minsupplies");
  }
}

function checkShutdown({ settings }: Parsed, report: Reporter): void {
  if (totalPower(settings) === 0) return;
  if (settings.shutdowncmd === undefined) {
    report.warning(
      WHOLE_FILE,
      "no SHUTDOWNCMD: this machine cannot be shut down",
      'add SHUTDOWNCMD "/sbin/shutdown -h +0"',
      "no-shutdowncmd",
    );
  }
  const primary = settings.monitors.some(({ role, powerValue }) => role === "primary" && powerValue > 0);
  if (primary && settings.powerdownflag === undefined) {
    const text = "no POWERDOWNFLAG: the UPS is not switched off after the shutdown, and the machine may stay down";
    report.warning(WHOLE_FILE, text, "add POWERDOWNFLAG /etc/killpower", "no-powerdownflag");
  }
}

/** A command that nothing calls, and calls without a command. */
function checkNotify({ settings, places }: Parsed, report: Reporter): void {
  const exec = settings.notifyFlags.some(({ flags }) => flags.includes("EXEC") && !flags.includes("IGNORE"));
  if (exec === (settings.notifycmd !== undefined)) return;
  if (exec) {
    const place = places.get("notifyFlags") ?? WHOLE_FILE;
    const advice = 'add NOTIFYCMD "/path/to/program"';
    report.warning(place, "EXEC without a NOTIFYCMD runs nothing", advice, "notifycmd-unused");
    return;
  }
  const text = "NOTIFYCMD is not called for any event: no NOTIFYFLAG has EXEC";
  const advice = "write NOTIFYFLAG ONBATT SYSLOG+WALL+EXEC, and so on";
  report.warning(places.get("notifycmd") ?? WHOLE_FILE, text, advice, "notifycmd-unused");
}

/** What only SHUTDOWNRETURN makes use of, and SHUTDOWNRETURN where no UPS would be told. */
function checkReturn({ settings, places }: Parsed, report: Reporter): void {
  const { shutdownreturn, restartcmd, shutdownTimes, monitors } = settings;
  if (shutdownreturn && monitors.every(({ role }) => role !== "primary")) {
    const text = "SHUTDOWNRETURN has no effect: this machine is primary of no UPS";
    report.warning(places.get("shutdownreturn") ?? WHOLE_FILE, text, "write it on the machine that is primary");
  }
  if (shutdownreturn) return;
  const unused =
    (restartcmd === undefined ? undefined : "restartcmd") ?? (shutdownTimes.length > 0 ? "shutdownTimes" : undefined);
  if (unused === undefined) return;
  const text = `${UPSMON_CONF[unused].name} has no effect without SHUTDOWNRETURN`;
  report.warning(places.get(unused) ?? WHOLE_FILE, text, "write SHUTDOWNRETURN 1, or delete the line");
}

/** `upsmon -K` of the last scripts runs in another folder. */
function checkFlag({ settings: { powerdownflag }, places }: Parsed, report: Reporter): void {
  if (powerdownflag === undefined || powerdownflag.startsWith("/")) return;
  const text = `POWERDOWNFLAG ${powerdownflag} is no absolute path: the last scripts of a shutdown will not find the file`;
  const place = places.get("powerdownflag") ?? WHOLE_FILE;
  report.warning(place, text, "write POWERDOWNFLAG /etc/killpower", "powerdownflag-relative");
}

function checkRecord({ settings: { shutdownrecord }, places }: Parsed, report: Reporter): void {
  if (shutdownrecord === undefined || shutdownrecord.startsWith("/")) return;
  const text = `SHUTDOWNRECORD ${shutdownrecord} is no absolute path: the last scripts of a shutdown will not find the file`;
  const place = places.get("shutdownrecord") ?? WHOLE_FILE;
  report.warning(place, text, "write SHUTDOWNRECORD /var/lib/nut/upsmon.shutdown");
}

function checkTimes({ settings, places }: Parsed, report: Reporter): void {
  const { deadtime, pollfreq, pollfreqalert } = settings;
  const slowest = Math.max(pollfreq, pollfreqalert);
  if (deadtime > slowest) return;
  const place = places.get("deadtime") ?? places.get("pollfreq") ?? places.get("pollfreqalert") ?? WHOLE_FILE;
  const text = `DEADTIME ${deadtime} is not longer than a poll interval of ${slowest}: every UPS will seem dead`;
  report.warning(place, text, `write DEADTIME ${slowest * 3}`, "deadtime-too-short");
}

/** Reads upsmon.conf, with where each thing stands. Never throws; no problem repeats a password. */
export function readUpsmonConf(text: string, file: string): ParsedDirectives<typeof UPSMON_CONF> {
  const parsed = parseDirectives({ table: UPSMON_CONF, obsolete: new Map() }, text, file);
  const report = reporter(file);
  checkSupplies(parsed, report);
  checkShutdown(parsed, report);
  checkTimes(parsed, report);
  checkNotify(parsed, report);
  checkFlag(parsed, report);
  checkRecord(parsed, report);
  checkReturn(parsed, report);
  checkRules(parsed.settings, parsed.placeOf, report);
  checkBatteryTests(parsed.settings, parsed.placeOf, parsed.places.get("batteryHealth"), report);
  checkCertHosts(parsed.settings.certHosts, parsed.settings.monitors, parsed.placeOf, report);
  return { ...parsed, problems: byPlace([...parsed.problems, ...report.problems]) };
}

/** The same without the places. */
export function parseUpsmonConf(
  text: string,
  file = "upsmon.conf",
): UpsmonConf & { readonly problems: readonly Problem[] } {
  const { settings, problems } = readUpsmonConf(text, file);
  return { ...settings, problems };
}

export const formatUpsmonConf = (conf: UpsmonConf): string => formatDirectives(UPSMON_CONF, conf);
