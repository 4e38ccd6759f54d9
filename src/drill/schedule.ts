/** upssched as upsmon.conf calls it: its rules, and what CMDSCRIPT does with each name. Files are read, nothing is run. */
import type { UpsmonConf } from "../conf/upsmon-conf.ts";
import { loadUpsschedConf } from "../conf/upssched/load.ts";
import { scriptCases } from "../conf/upssched/script-cases.ts";
import { scriptDeed } from "../conf/upssched/script-deed.ts";
import { parseUpsschedCmdConf, type ScheduledAction } from "../conf/upssched/upssched-cmd-conf.ts";
import { durationText } from "../nut/duration-text.ts";
import type { Files } from "../system/files/files.ts";
import { confFile, confPath, type Env } from "../system/files/paths.ts";
import { callsUpssched } from "./paper/machine.ts";
import type { Deed, Schedule } from "./paper/plan.ts";

export interface FoundSchedule {
  readonly schedule: Schedule | undefined;
  /** What a reader should know. */
  readonly notes: readonly string[];
}

function readIfThere(files: Files, path: string): string | undefined {
  try {
    return files.read(path);
  } catch {
    return undefined;
  }
}

/** What a section of a host calls it by. */
const ADDRESS_WORDS: ReadonlySet<string> = new Set(["host", "ssh", "uri", "url", "socket"]);

function hostText({ name, timeout, host }: ScheduledAction): string {
  const of = (wanted: (word: string) => boolean): string | undefined =>
    host?.entries.find((entry) => wanted(entry.name.text))?.values[0]?.text;
  const type = of((word) => word === "type") ?? "host";
  const where = of((word) => ADDRESS_WORDS.has(word)) ?? name;
  return type === "client"
    ? `${where} leaves by itself, and is remembered`
    : `${type} ${where} is shut down, within ${durationText(timeout)}`;
}

function deedText(action: ScheduledAction, actions: readonly ScheduledAction[]): string {
  const { command, ssh, notify, host, hosts } = action;
  const told = notify === undefined ? [] : ["a notification"];
  const run = command === undefined || host ? [] : [ssh === undefined ? command : `on ${ssh}: ${command}`];
  const others = actions.filter(({ name }) => hosts.includes(name) && name !== action.name);
  const texts = others.map((each) => deedText({ ...each, hosts: [] }, actions));
  return [...told, ...run, ...(host ? [hostText(action)] : []), ...texts].join(", ") || "nothing";
}

function actionDeed(action: ScheduledAction, actions: readonly ScheduledAction[]): Deed {
  return action.fsd ? { kind: "fsd" } : { kind: "action", text: deedText(action, actions) };
}

/** The first word, as far as it is plainly the path of a file. */
const programOf = (command: string): string =>
  command
    .trim()
    .split(/\s+/)[0]
    ?.replace(/^['"]|['"]$/g, "") ?? "";

function deeds(cmdscript: string, files: Files, env: Env): ((name: string) => Deed) | undefined {
  const program = programOf(cmdscript);
  const text = program.startsWith("/") ? readIfThere(files, program) : undefined;
  const cases = text?.startsWith("#!") === true ? scriptCases(text) : undefined;
  if (cases) return (name) => scriptDeed(cases, name);
  const own = readIfThere(files, confFile("upssched-cmd.conf", env));
  if (own === undefined || !/upssched-cmd/.test(cmdscript)) return undefined;
  const { actions } = parseUpsschedCmdConf(own);
  return (name) => {
    const action = actions.find((each) => each.name === name);
    return action ? actionDeed(action, actions) : { kind: "none" };
  };
}

export function findSchedule({ notifycmd }: UpsmonConf, files: Files, env: Env): FoundSchedule {
  if (!callsUpssched(notifycmd)) return { schedule: undefined, notes: [] };
  const loaded = loadUpsschedConf(confPath(env), files);
  if (loaded.kind !== "read") {
    const why = loaded.kind === "missing" ? "does not exist" : `cannot be read: ${loaded.reason}`;
    return { schedule: undefined, notes: [`NOTIFYCMD is upssched, but ${loaded.path} ${why}: no timer runs`] };
  }
  const { rows, cmdscript = "" } = loaded.conf;
  const deedOf = deeds(cmdscript, files, env);
  const notes = deedOf ? [] : [`what CMDSCRIPT ${cmdscript || "(none)"} does cannot be told from its text`];
  return { schedule: { rules: rows, deedOf: deedOf ?? (() => ({ kind: "unknown" })) }, notes };
}
