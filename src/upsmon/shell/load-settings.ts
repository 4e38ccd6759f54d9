import { formatProblem, type Problem } from "../../conf/problem.ts";
import { parseUpsmonConf, totalPower, type UpsmonConf } from "../../conf/upsmon-conf.ts";
import { logProblems } from "../../daemon/log-problems.ts";
import { NutError } from "../../nut/errors.ts";
import { type Files, warnWorldReadable } from "../../system/files/files.ts";
import type { Log } from "../../system/log/log.ts";
import { fileReason } from "../../system/system-error.ts";

export interface LoadedSettings {
  readonly conf: UpsmonConf;
  readonly problems: readonly Problem[];
}

const unreadable = (path: string, why: string): NutError =>
  new NutError("configuration", `upsmon cannot do without ${path}: ${why}`);

function readText(path: string, files: Files): string {
  let text: string | undefined;
  try {
    text = files.read(path);
  } catch (error) {
    throw unreadable(path, fileReason(error));
  }
  if (text === undefined) throw unreadable(path, "there is no such file");
  return text;
}

/** Reads the file. Throws NutError `configuration` when it cannot be read. */
export function loadSettings(path: string, files: Files): LoadedSettings {
  const { problems, ...conf } = parseUpsmonConf(readText(path, files), path);
  return { conf, problems };
}

/** Throws NutError `configuration` for settings with which upsmon cannot even begin. */
export function checkPossible({ conf, problems }: LoadedSettings, path: string): void {
  if (conf.monitors.length > 0 && totalPower(conf) >= conf.minsupplies) return;
  const errors = problems.filter(({ severity }) => severity === "error");
  const tooFew = conf.monitors.length > 0 ? errors.find(({ text }) => text.startsWith("MINSUPPLIES")) : undefined;
  const why = tooFew ?? errors[0];
  throw new NutError("configuration", why ? formatProblem(why) : `${path} has no MONITOR line`);
}

/** Says what is wrong with the file, and who can read it. */
export function logSettings({ problems }: LoadedSettings, path: string, files: Files, log: Log): void {
  warnWorldReadable(files, path, log);
  logProblems(problems, log);
}
