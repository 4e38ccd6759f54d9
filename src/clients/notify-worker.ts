/** A process that goes on delivering after its caller has ended: nobody waits for it. */
import { spawn } from "node:child_process";
import { realpathSync } from "node:fs";
import { absolutePaths, type Env } from "../system/files/paths.ts";

/** `argv`: options of `nutts notify`. */
export function leaveToWorker(env: Env, argv: readonly string[] = []): void {
  const child = spawn(process.execPath, [realpathSync(process.argv[1] ?? ""), "notify", ...argv], {
    env: { ...absolutePaths(env), NUTTS_NOTIFY_WORKER: "1" },
    detached: true,
    stdio: "ignore",
    cwd: "/",
  });
  child.unref();
}
