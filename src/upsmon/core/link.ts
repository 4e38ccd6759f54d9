import type { UpsmonConf } from "../../conf/upsmon-conf.ts";
import { logOften, type Turn } from "./effects.ts";
import { notify } from "./messages.ts";
import type { Failure, WatchedUps } from "./state.ts";
import { isWarningDue, reached } from "./time.ts";

/** A good answer came. The first one ever goes without a word. */
export function answered(ups: WatchedUps, settings: UpsmonConf, turn: Turn): WatchedUps {
  const { kind } = ups.link;
  if (kind === "lost" || kind === "closed") notify(settings, turn, "COMMOK", ups.monitor.system);
  if (ups.failure !== undefined && settings.pollfailLogThrottleMax >= 0) {
    logOften(
      turn,
      "polls",
      "notice",
      `Polling UPS [${ups.monitor.system}] works again; it failed with: ${ups.failure.reason}`,
    );
  }
  const link = kind === "fresh" ? ups.link : { kind: "fresh" as const, since: turn.now };
  return { ...ups, link, lastPoll: turn.now, failure: undefined };
}

/** COMMBAD at the first failure; NOCOMM when it goes on for longer than NOCOMMWARNTIME, again and again. */
function tellSilence(ups: WatchedUps, settings: UpsmonConf, turn: Turn): WatchedUps {
  const { system } = ups.monitor;
  if (ups.link.kind !== "lost") {
    notify(settings, turn, "COMMBAD", system);
    return { ...ups, link: { kind: "lost", since: turn.now } };
  }
  const long = ups.lastPoll === undefined || turn.now >= reached(ups.lastPoll, settings.nocommwarntime);
  if (!long || !isWarningDue(ups.noCommTold, settings.nocommwarntime, turn.now)) return ups;
  notify(settings, turn, "NOCOMM", system);
  return { ...ups, noCommTold: turn.now };
}

/** POLLFAIL_LOG_THROTTLE_MAX: below 0 every failure is logged, at 0 each kind once, else each kind once in so many. */
function throttle(before: Failure | undefined, reason: string, max: number): Failure & { readonly loud: boolean } {
  if (before?.reason !== reason) return { reason, count: 0, loud: true };
  const count = before.count + 1;
  if (max < 0 || (max > 0 && count >= max)) return { reason, count: 0, loud: true };
  return { reason, count, loud: false };
}

/** A poll failed: no connection, no answer, an error, or an empty status. */
export function failed(ups: WatchedUps, reason: string, settings: UpsmonConf, turn: Turn): WatchedUps {
  const { loud, ...failure } = throttle(ups.failure, reason, settings.pollfailLogThrottleMax);
  logOften(turn, "failed polls", loud ? "error" : "debug", `Poll of UPS [${ups.monitor.system}] failed: ${reason}`);
  return tellSilence({ ...ups, failure }, settings, turn);
}
