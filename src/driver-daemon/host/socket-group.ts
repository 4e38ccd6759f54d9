import { NutError } from "../../nut/errors.ts";
import type { ProcessRunner } from "../../system/process/process-runner.ts";

export async function groupId(name: string | undefined, runner: ProcessRunner): Promise<number | undefined> {
  if (name === undefined) return undefined;
  if (/^\d+$/.test(name)) return Number(name);
  const result = await runner.run("getent", ["group", "--", name]);
  const gid = result.kind === "exited" && result.status === 0 ? result.stdout.split(":")[2] : undefined;
  if (gid !== undefined && /^\d+$/.test(gid)) return Number(gid);
  throw new NutError("configuration", `OS group ${name} not found; create it, or name another with -g or group =`);
}
