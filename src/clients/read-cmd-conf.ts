import { formatProblem } from "../conf/problem.ts";
import type { Recovery } from "../conf/upssched/recovery.ts";
import { parseUpsschedCmdConf, type ScheduledAction } from "../conf/upssched/upssched-cmd-conf.ts";
import { readText } from "../system/files/text-file.ts";
import type { Log } from "../system/log/log.ts";
import { fileReason, systemCode } from "../system/system-error.ts";

export interface CmdConf {
  readonly file: string;
  readonly actions: readonly ScheduledAction[];
  readonly recovery: Recovery;
}

/** upssched-cmd.conf; problems go to the log. Undefined where it cannot be read, which is logged. */
export function readCmdConf(file: string, log: Log): CmdConf | undefined {
  try {
    const { actions, recovery, problems } = parseUpsschedCmdConf(readText(file), file);
    for (const problem of problems) log[problem.severity === "error" ? "error" : "warning"](formatProblem(problem));
    return { file, actions, recovery };
  } catch (error) {
    const advice = "write a section for each name that upssched.conf uses";
    const why = systemCode(error) === "ENOENT" ? `there is no such file; ${advice}` : fileReason(error);
    return void log.error(`${file} cannot be read: ${why}`);
  }
}
