/**
 * A refused LOGIN or PRIMARY. C says it once in the log and lets the host look protected; here it is a notification of
 * its own, repeated every NOCOMMWARNTIME, each time after another attempt over a new connection.
 */
import type { UpsmonConf } from "../../conf/upsmon-conf.ts";
import { log, type Turn } from "./effects.ts";
import type { LoginResult } from "./events.ts";
import { notify } from "./messages.ts";
import type { WatchedUps } from "./state.ts";
import { isWarningDue } from "./time.ts";

export function loggedIn(ups: WatchedUps, result: LoginResult, settings: UpsmonConf, turn: Turn): WatchedUps {
  const { system } = ups.monitor;
  if (result.kind === "in") {
    if (ups.login.kind === "refused") log(turn, "notice", `UPS [${system}]: the server accepts our login now`);
    return { ...ups, login: { kind: "in", since: turn.now } };
  }
  const before = ups.login.kind === "refused" ? ups.login : undefined;
  const same = before?.reason === result.reason;
  if (before && same && !isWarningDue(before.warned, settings.nocommwarntime, turn.now)) return ups;
  notify(settings, turn, "NOLOGIN", system, result.reason);
  const since = before?.since ?? turn.now;
  return { ...ups, login: { kind: "refused", since, reason: result.reason, warned: turn.now } };
}

/** Whether the next poll is to try the login again, over a new connection. */
export const wantsRetry = ({ login }: WatchedUps, { nocommwarntime }: UpsmonConf, now: number): boolean =>
  login.kind === "refused" && isWarningDue(login.warned, nocommwarntime, now);
