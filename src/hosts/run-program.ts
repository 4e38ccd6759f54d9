/** Programs that kinds call, found also where an ordinary user's PATH does not lead. */
import type { Env } from "../system/files/paths.ts";
import type { RunResult } from "../system/process/process-runner.ts";
import { type Job, leftMs, type Outcome, refused, unsure } from "./host-kind.ts";

/** Synology and others have theirs in sbin; packages of their own below /opt and /usr/local. */
export const PROGRAM_FOLDERS = [
  "/usr/local/sbin",
  "/usr/local/bin",
  "/usr/sbin",
  "/usr/bin",
  "/sbin",
  "/bin",
  "/opt/sbin",
  "/opt/bin",
];

export function widePath(env: Env): Env {
  const own = (env.PATH ?? "").split(":").filter((folder) => folder !== "");
  return { ...env, PATH: [...own, ...PROGRAM_FOLDERS.filter((folder) => !own.includes(folder))].join(":") };
}

export interface ProgramOptions {
  readonly env?: Env;
  readonly limitMs?: number;
}

/** Ends at the job's end, or earlier at a limit of its own. */
export function runProgram(
  program: string,
  args: readonly string[],
  job: Job,
  { env = {}, limitMs }: ProgramOptions = {},
): Promise<RunResult> {
  const timeoutMs = Math.max(1, leftMs(job, limitMs));
  return job.runner.run(program, args, { env: { ...widePath(job.env), ...env }, timeoutMs });
}

const MOST_TOLD = 300;
const tailOf = (text: string): string => text.replace(/\s+/g, " ").trim().slice(-MOST_TOLD);
const SHELL_LACKS = 127;
const MISSING = "this machine does not have it; install it";

/** Why a program did not do its work; undefined where it did. */
export function failureOf(what: string, result: RunResult): Outcome | undefined {
  switch (result.kind) {
    case "exited": {
      if (result.status === 0) return undefined;
      const said = tailOf(result.stderr) || tailOf(result.stdout);
      const why = `${what} returned ${result.status}${said === "" ? "" : `: ${said}`}`;
      return result.status === SHELL_LACKS ? refused(why) : unsure(why);
    }
    case "killed":
      return unsure(`${what} was ended by ${result.signal}`);
    case "timeout":
      return unsure(`${what} did not end in time and was given up`);
    case "not-started":
      return refused(`${what} cannot be started: ${/ENOENT/.test(result.reason) ? MISSING : result.reason}`);
  }
}
