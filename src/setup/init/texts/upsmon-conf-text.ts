import { removeLine, setDirective } from "../../../conf/edit.ts";
import { readLines } from "../../../conf/reader.ts";
import type { Monitor } from "../../../conf/tables/upsmon-conf.ts";
import { parseUpsmonConf, readUpsmonConf } from "../../../conf/upsmon-conf.ts";
import { formatWord } from "../../../nut/words.ts";
import { appendLines } from "./append-lines.ts";

export type WantedMonitor = Pick<Monitor, "system" | "username" | "password" | "role" | "powerValue">;

export interface PowerOff {
  readonly shutdownCommand: string;
  readonly powerDownFlag: string;
  readonly restartCommand: string;
  /** Undefined where it could have no folder. */
  readonly shutdownRecord: string | undefined;
}

const sameAs =
  (wanted: WantedMonitor) =>
  (monitor: Monitor): boolean =>
    monitor.system === wanted.system &&
    monitor.username === wanted.username &&
    monitor.password === wanted.password &&
    monitor.powerValue === wanted.powerValue &&
    monitor.role === wanted.role;

function withoutMonitor(text: string, system: string): string {
  const isIt = (word: string | undefined): boolean => word === system;
  const line = readLines(text, "").lines.find(({ first, rest }) => first.text === "MONITOR" && isIt(rest[0]?.text));
  return line ? withoutMonitor(removeLine(text, line.first.line), system) : text;
}

function withMonitor(text: string, wanted: WantedMonitor): string {
  if (parseUpsmonConf(text).monitors.some(sameAs(wanted))) return text;
  const { system, powerValue, username, password, role } = wanted;
  const words = [system, String(powerValue), username, password, role].map(formatWord);
  return appendLines(withoutMonitor(text, system), [`MONITOR ${words.join(" ")}`]);
}

/** What a person has chosen already stays. */
function withPowerOff(text: string, { shutdownCommand, powerDownFlag }: PowerOff, primary: boolean): string {
  const { shutdowncmd, powerdownflag } = parseUpsmonConf(text);
  const commanded = shutdowncmd === undefined ? setDirective(text, "SHUTDOWNCMD", [shutdownCommand]) : text;
  return primary && powerdownflag === undefined ? setDirective(commanded, "POWERDOWNFLAG", [powerDownFlag]) : commanded;
}

/** The record says how long shutdowns take, which upsmon can only see where it stays to the end. */
function withRecord(text: string, path: string | undefined): string {
  const { places } = readUpsmonConf(text, "upsmon.conf");
  if (path === undefined || places.has("shutdownrecord")) return text;
  const recorded = setDirective(text, "SHUTDOWNRECORD", [path]);
  return places.has("shutdownexit") ? recorded : setDirective(recorded, "SHUTDOWNEXIT", ["no"]);
}

/** UPSes are told to go off and on again. What a person has chosen already stays. */
export function withShutdownReturn(text: string, { restartCommand, shutdownRecord }: PowerOff): string {
  const { shutdownreturn, restartcmd } = parseUpsmonConf(text);
  const told = shutdownreturn ? text : setDirective(text, "SHUTDOWNRETURN", ["1"]);
  const restarted = restartcmd === undefined ? setDirective(told, "RESTARTCMD", [restartCommand]) : told;
  return withRecord(restarted, shutdownRecord);
}

/** `--shutdown-return no` over a file that says otherwise. */
export const withoutShutdownReturn = (text: string): string =>
  parseUpsmonConf(text).shutdownreturn ? setDirective(text, "SHUTDOWNRETURN", ["0"]) : text;

export const upsmonConfText = (before: string, monitors: readonly WantedMonitor[], powerOff: PowerOff): string =>
  withPowerOff(
    monitors.reduce(withMonitor, before),
    powerOff,
    monitors.some(({ role }) => role === "primary"),
  );
