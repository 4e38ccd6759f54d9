/** Waking in a process of its own, which goes on when whoever starts it ends. One that runs already is enough: the second ends at once. */
import { type ChildProcess, spawn } from "node:child_process";
import { realpathSync } from "node:fs";
import { absolutePaths, type Env } from "../../system/files/paths.ts";

/** `watched`: UPSes that are on battery. */
export function startWaker(env: Env, watched: readonly string[], file?: string): ChildProcess {
  const options = ["upssched-cmd", "--wake", ...(file === undefined ? [] : ["-f", file])];
  const child = spawn(process.execPath, [realpathSync(process.argv[1] ?? ""), ...options, ...watched], {
    env: absolutePaths(env),
    detached: true,
    stdio: "ignore",
    cwd: "/",
  });
  child.unref();
  return child;
}
