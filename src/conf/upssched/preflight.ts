/** What upsmon says at its start about the upssched that it will call: later nobody may be looking. */

import type { Files } from "../../system/files/files.ts";
import { confPath, type Env } from "../../system/files/paths.ts";
import { isProgram } from "../../system/process/running.ts";
import { formatProblem } from "../problem.ts";
import { loadUpsschedConf } from "./load.ts";
import { lengthComplaint, placeComplaint } from "./places.ts";
import { scriptComplaint } from "./script-command.ts";

const callsUpssched = (notifycmd: string | undefined): boolean =>
  notifycmd !== undefined && isProgram(notifycmd.replace(/['"]/g, " ").split(/\s+/), "upssched");

/** Complaints about upssched.conf and what it names, as seen by the account that we are; none where NOTIFYCMD is another. */
export function upsschedComplaints(notifycmd: string | undefined, env: Env, files: Files): readonly string[] {
  if (!callsUpssched(notifycmd)) return [];
  const loaded = loadUpsschedConf(confPath(env), files);
  if (loaded.kind === "missing")
    return [`${loaded.path} does not exist: NOTIFYCMD is upssched, which does nothing without it`];
  if (loaded.kind === "unreadable") return [`${loaded.path} cannot be read: ${loaded.reason}`];
  const { cmdscript, pipefn, lockfn, rows } = loaded.conf;
  const timers = rows.some(({ command }) => "seconds" in command);
  const script = cmdscript === undefined ? undefined : scriptComplaint(cmdscript, env);
  const places = pipefn === undefined || lockfn === undefined ? undefined : { pipefn, lockfn };
  const long = pipefn === undefined ? undefined : lengthComplaint(pipefn);
  const place = long === undefined ? places && placeComplaint(places) : `PIPEFN ${pipefn}: ${long}`;
  return [
    ...loaded.problems.map(formatProblem),
    ...(script === undefined ? [] : [script]),
    ...(timers && place !== undefined ? [`timers of upssched cannot run. ${place}`] : []),
  ];
}
