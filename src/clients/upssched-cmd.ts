/** nutts upssched-cmd: a CMDSCRIPT whose actions are configuration. */
import type { CommandLine } from "../cli/options.ts";
import type { Io } from "../cli/program.ts";
import { formatProblem } from "../conf/problem.ts";
import { parseUpsschedCmdConf, type ScheduledAction } from "../conf/upssched/upssched-cmd-conf.ts";
import { NutError } from "../nut/errors.ts";
import { confFile } from "../system/files/paths.ts";
import { readText } from "../system/files/text-file.ts";
import type { Log } from "../system/log/log.ts";
import { shortLog } from "../system/log/short-log.ts";
import { fileReason, systemCode } from "../system/system-error.ts";
import { perform } from "./scheduled-action.ts";

function readActions(file: string, log: Log): readonly ScheduledAction[] | undefined {
  try {
    const { actions, problems } = parseUpsschedCmdConf(readText(file), file);
    for (const problem of problems) log[problem.severity === "error" ? "error" : "warning"](formatProblem(problem));
    return actions;
  } catch (error) {
    const advice = "write a section for each name that upssched.conf uses";
    const why = systemCode(error) === "ENOENT" ? `there is no such file; ${advice}` : fileReason(error);
    return void log.error(`${file} cannot be read: ${why}`);
  }
}

function reportUnknown(name: string, actions: readonly ScheduledAction[], file: string, log: Log): void {
  const known = actions.map((action) => `[${action.name}]`).join(" ");
  log.error(`${file} has no section [${name}], so nothing was done; it has ${known || "none at all"}`);
}

async function doAll(line: CommandLine, io: Io, log: Log): Promise<number> {
  const file = line.value("f") ?? confFile("upssched-cmd.conf", io.env);
  if (line.operands.length === 0) throw new NutError("usage", "say which timer or event: nutts upssched-cmd NAME");
  const actions = readActions(file, log);
  if (!actions) return 1;
  const results = line.operands.map((name) => {
    const action = actions.find((each) => each.name === name);
    if (!action) reportUnknown(name, actions, file, log);
    return action ? perform(action, { io, log, dryRun: line.has("n") }) : Promise.resolve(false);
  });
  return (await Promise.all(results)).every(Boolean) ? 0 : 1;
}

export async function run(line: CommandLine, io: Io): Promise<number> {
  const { log, close } = shortLog("upssched-cmd", io.err, line.count("D"));
  try {
    return await doAll(line, io, log);
  } finally {
    await close();
  }
}
