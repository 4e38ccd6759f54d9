/** nutts upssched-cmd: a CMDSCRIPT whose actions are configuration. */
import type { CommandLine } from "../cli/options.ts";
import type { Io } from "../cli/program.ts";
import type { ScheduledAction } from "../conf/upssched/upssched-cmd-conf.ts";
import { NutError } from "../nut/errors.ts";
import { confFile } from "../system/files/paths.ts";
import type { Log } from "../system/log/log.ts";
import { shortLog } from "../system/log/short-log.ts";
import { AGAIN, LOST } from "../system/process/own-command.ts";
import { type CmdConf, readCmdConf } from "./read-cmd-conf.ts";
import { type Acting, perform } from "./scheduled-action.ts";

function reportUnknown(name: string, { actions, file }: CmdConf, log: Log): void {
  const known = actions.map((action) => `[${action.name}]`).join(" ");
  log.error(`${file} has no section [${name}], so nothing was done; it has ${known || "none at all"}`);
}

const named = ({ actions }: CmdConf, names: readonly string[]): readonly ScheduledAction[] =>
  names.flatMap((name) => actions.find((action) => action.name === name) ?? []);

/** Each once, with those that it names as its hosts. */
const withHosts = (conf: CmdConf, asked: readonly ScheduledAction[]): readonly ScheduledAction[] => [
  ...new Set([...asked, ...asked.flatMap(({ hosts }) => named(conf, hosts))]),
];

/** Who was killed may have done a part of it; who was lost may be at it still, and only what minds that is done again. */
async function performAgain(conf: CmdConf, actions: readonly ScheduledAction[], acting: Acting): Promise<boolean> {
  const { io, log } = acting;
  const { areMainsBack, variablesOf } = await import("./mains-back.ts");
  if (areMainsBack(io.env, await variablesOf(io.env, log))) {
    log.notice(`${actions.map(({ name }) => name).join(", ")}: not done again: the mains are back`);
    return true;
  }
  const wanted = io.env[AGAIN] === LOST ? actions.map(withoutOthers) : actions;
  return performAll(conf, wanted, acting);
}

const withoutOthers = (action: ScheduledAction): ScheduledAction =>
  action.host ? action : { ...action, notify: undefined, command: undefined };

async function performAll(conf: CmdConf, actions: readonly ScheduledAction[], acting: Acting): Promise<boolean> {
  const parts = actions.map((action) => perform(action, acting));
  if (actions.some(({ host }) => host)) {
    const { shutDownAll } = await import("./host-plan.ts");
    parts.push(shutDownAll(conf, actions, acting));
  }
  return (await Promise.all(parts)).every(Boolean);
}

async function doAll(line: CommandLine, io: Io, log: Log): Promise<number> {
  const file = line.value("f") ?? confFile("upssched-cmd.conf", io.env);
  const test = line.has("test");
  const { operands } = line;
  if (operands.length === 0 && !test && !line.has("wake"))
    throw new NutError("usage", "say which timer or event: nutts upssched-cmd NAME");
  const conf = readCmdConf(file, log);
  if (!conf) return 1;
  if (line.has("wake")) {
    const { wakeHosts } = await import("./wake-hosts.ts");
    return (await wakeHosts(conf, operands, { io, log, dryRun: false })) ? 0 : 1;
  }
  const unknown = operands.filter((name) => named(conf, [name]).length === 0);
  for (const name of unknown) reportUnknown(name, conf, log);
  const actions = withHosts(conf, operands.length === 0 ? conf.actions : named(conf, operands));
  const acting: Acting = { io, log, dryRun: line.has("n") };
  const act = io.env[AGAIN] === undefined ? performAll : performAgain;
  const work = test ? (await import("./host-plan.ts")).tryHosts : act;
  return (await work(conf, actions, acting)) && unknown.length === 0 ? 0 : 1;
}

export async function run(line: CommandLine, io: Io): Promise<number> {
  const { log, close } = shortLog("upssched-cmd", io.err, line.count("D"));
  try {
    return await doAll(line, io, log);
  } finally {
    await close();
  }
}
