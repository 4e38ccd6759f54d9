import { removeLine, setDirective } from "../../../conf/edit.ts";
import { readLines } from "../../../conf/reader.ts";
import type { Monitor } from "../../../conf/tables/upsmon-conf.ts";
import { parseUpsmonConf } from "../../../conf/upsmon-conf.ts";
import { formatWord } from "../../../nut/words.ts";
import { appendLines } from "./append-lines.ts";

export type WantedMonitor = Pick<Monitor, "system" | "username" | "password" | "role">;

export interface PowerOff {
  readonly shutdownCommand: string;
  readonly powerDownFlag: string;
}

const sameAs =
  (wanted: WantedMonitor) =>
  (monitor: Monitor): boolean =>
    monitor.system === wanted.system &&
    monitor.username === wanted.username &&
    monitor.password === wanted.password &&
    monitor.role === wanted.role;

function withoutMonitor(text: string, system: string): string {
  const isIt = (word: string | undefined): boolean => word === system;
  const line = readLines(text, "").lines.find(({ first, rest }) => first.text === "MONITOR" && isIt(rest[0]?.text));
  return line ? withoutMonitor(removeLine(text, line.first.line), system) : text;
}

function withMonitor(text: string, wanted: WantedMonitor): string {
  if (parseUpsmonConf(text).monitors.some(sameAs(wanted))) return text;
  const { system, username, password, role } = wanted;
  const words = [system, "1", username, password, role].map(formatWord);
  return appendLines(withoutMonitor(text, system), [`MONITOR ${words.join(" ")}`]);
}

/** What a person has chosen already stays. */
function withPowerOff(text: string, { shutdownCommand, powerDownFlag }: PowerOff, primary: boolean): string {
  const { shutdowncmd, powerdownflag } = parseUpsmonConf(text);
  const commanded = shutdowncmd === undefined ? setDirective(text, "SHUTDOWNCMD", [shutdownCommand]) : text;
  return primary && powerdownflag === undefined ? setDirective(commanded, "POWERDOWNFLAG", [powerDownFlag]) : commanded;
}

export const upsmonConfText = (before: string, monitors: readonly WantedMonitor[], powerOff: PowerOff): string =>
  withPowerOff(
    monitors.reduce(withMonitor, before),
    powerOff,
    monitors.some(({ role }) => role === "primary"),
  );
