/** Programs of the system that talk to devices. */
import { DeviceError } from "../device/device-error.ts";
import type { ProgramOpener, ProgramUse } from "../device/programs.ts";
import type { Env } from "../system/files/paths.ts";
import { PROCESS_RUNNER, type ProcessRunner, type RunResult } from "../system/process/process-runner.ts";

/** Where tools for hardware are, and where an ordinary user does not look. */
const SBIN = ["/usr/local/sbin", "/usr/sbin", "/sbin"];

/** English, and found. */
const envOf = (env: Env): Env => ({ ...env, LC_ALL: "C", PATH: [env.PATH ?? "/usr/bin:/bin", ...SBIN].join(":") });

function whyNot(result: Exclude<RunResult, { readonly kind: "not-started" }>): string {
  if (result.kind === "timeout") return "it does not end";
  return result.stderr.trim().slice(-300) || (result.kind === "killed" ? `ended by ${result.signal}` : "it failed");
}

export const programOpener = (
  runner: Pick<ProcessRunner, "run"> = PROCESS_RUNNER,
  env = process.env,
): ProgramOpener => ({
  run: async (program, args, { package: from, ...options }: ProgramUse = {}) => {
    const result = await runner.run(program, args, { ...options, env: envOf(env) });
    if (result.kind === "exited" && result.status === 0) return result.stdout;
    if (result.kind !== "not-started") throw new DeviceError("stale", `${program}: ${whyNot(result)}`);
    const advice = from === undefined ? "" : `. Install the package ${from}`;
    throw new DeviceError("absent", `${program} cannot be run: ${result.reason}${advice}`);
  },
});
