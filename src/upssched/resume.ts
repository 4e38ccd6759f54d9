/** For upsmon: starts a timer daemon where one was lost that had something to do. */
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { lastingFolder } from "../system/files/lasting-folder.ts";
import type { Env } from "../system/files/paths.ts";
import { leftWork } from "../system/files/work-file.ts";
import { isKeptName } from "./kept-timers.ts";
import { spawnDaemon } from "./start-daemon.ts";

/** Whether one was started. It takes the timers over itself, so that a second one that is started beside it does no harm. */
export async function resumeTimers(env: Env): Promise<boolean> {
  const folder = lastingFolder("outage", env);
  const names = await readdir(folder).catch((): readonly string[] => []);
  const isLeft = names.some((name) => isKeptName(name) && leftWork(join(folder, name)) !== undefined);
  if (isLeft) spawnDaemon(env, undefined).on("error", () => undefined);
  return isLeft;
}
