/** `-k`: the end of a shutdown. The driver that runs does it, as it holds the device; without one, we do. */

import type { Machine } from "../../daemon/run-daemon.ts";
import { queryInstcmd, querySet } from "../../sockproto/driver-query.ts";
import type { Log } from "../../system/log/log.ts";
import { ALLOW_KILLPOWER } from "../engine/own-variables.ts";
import type { ChosenUps } from "../host/one-ups.ts";
import { dismiss } from "../host/predecessor.ts";
import { killPowerOnce, type OneShot } from "./one-shot.ts";

const SET_MS = 15_000;
/** Some devices take their time; the machine is going down and waits for nothing else. */
const KILL_MS = 60_000;

async function askRunning(path: string, { clock }: Machine, log: Log): Promise<boolean> {
  const allowed = await querySet({ path, clock, timeoutMs: SET_MS }, ALLOW_KILLPOWER, "1");
  if (allowed.kind === "absent") return false;
  const answer = await queryInstcmd({ path, clock, timeoutMs: KILL_MS }, "driver.killpower");
  const code = answer.kind === "answer" ? `code ${answer.value}` : answer.kind;
  log.notice(`the running driver was asked to turn the load off: ${code}`);
  return answer.kind === "answer" && answer.value === 0;
}

/** True when the load will be turned off. Throws NutError when the device cannot be opened. */
export async function turnLoadOff(
  { socketPath, pidFile, driver, upsname }: Pick<ChosenUps, "socketPath" | "pidFile" | "driver" | "upsname">,
  shot: OneShot,
  machine: Machine,
): Promise<boolean> {
  const { log } = shot;
  log.notice(`Initiating UPS [${upsname}] shutdown`);
  if (await askRunning(socketPath, machine, log)) return true;
  await dismiss({ driver, socketPath, pidFile }, machine, log);
  return killPowerOnce(shot);
}
