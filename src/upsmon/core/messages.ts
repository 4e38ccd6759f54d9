/** What notifications say: the NOTIFYMSG of the file, else these. */
import type { UpsmonConf } from "../../conf/upsmon-conf.ts";
import type { NotifyType } from "../../nut/notify-types.ts";
import type { Turn } from "./effects.ts";

/** The first `%s` is the UPS, the second the alarm, the tokens or the reason; where upsmon speaks of itself the first is. */
export const DEFAULT_MESSAGES: Readonly<Record<NotifyType, string>> = {
  ONLINE: "UPS %s on line power",
  ONBATT: "UPS %s on battery",
  LOWBATT: "UPS %s battery is low",
  FSD: "UPS %s: its machines are being shut down by force",
  COMMOK: "Communications with UPS %s established",
  COMMBAD: "Communications with UPS %s lost",
  SHUTDOWN: "Auto logout and shutdown proceeding",
  SHUTDOWN_HOSTSYNC: "Shutdown has begun; this primary waits for its secondaries to log out",
  REPLBATT: "UPS %s wants a new battery",
  NOCOMM: "UPS %s cannot be reached",
  NOPARENT: "The parent process of upsmon is gone: this machine cannot be shut down",
  CAL: "UPS %s is calibrating its battery",
  NOTCAL: "UPS %s has ended its calibration",
  OFF: "UPS %s is switched off or asleep",
  NOTOFF: "UPS %s is not switched off any more",
  BYPASS: "UPS %s is on bypass and protects nothing",
  NOTBYPASS: "UPS %s is not on bypass any more",
  ECO: "UPS %s is in ECO mode",
  NOTECO: "UPS %s has left ECO mode",
  ALARM: "UPS %s raises an alarm: [%s]",
  NOTALARM: "UPS %s has no alarm any more",
  OVER: "UPS %s is overloaded",
  NOTOVER: "UPS %s is not overloaded any more",
  TRIM: "UPS %s lowers the voltage of the line",
  NOTTRIM: "UPS %s does not lower the voltage any more",
  BOOST: "UPS %s raises the voltage of the line",
  NOTBOOST: "UPS %s does not raise the voltage any more",
  OTHER: "UPS %s reports status words that upsmon does not know: [%s]",
  NOTOTHER: "UPS %s reports only known status words again",
  SUSPEND_TIMEJUMP_UNEXPECTED:
    "Time went on by %s without us (clock set, or asleep unannounced); every UPS is asked afresh",
  SUSPEND_STARTING: "This machine is going to sleep",
  SUSPEND_FINISHED: "This machine has woken up; what was known of its UPSes is asked for anew",
  NOLOGIN: "UPS %s: the server refuses our login (%s); this machine is NOT PROTECTED",
  SHUTDOWN_FAILED: "SHUTDOWNCMD failed (%s): this machine is still up; it is tried again as long as it has to go down",
  SHUTDOWN_REPORT: "This machine is back after a shutdown: %s",
  BATTERYTEST: "UPS %s: %s",
  BATTERYTEST_FAILED: "UPS %s: %s",
  BATTERYWORN: "UPS %s: its battery is worn: %s",
};

/** Fills in the placeholders, a single one with `extra` where there is no UPS to name; those that nothing is known for become empty. */
export function fillMessage(template: string, ups: string, extra: string): string {
  if (!template.includes("%s")) return template;
  const single = template.indexOf("%s") === template.lastIndexOf("%s");
  const values = single && ups === "" ? [extra] : [ups, extra];
  return template.replace(/%s|%%/g, (mark) => (mark === "%%" ? "%" : (values.shift() ?? "")));
}

export function notify(settings: UpsmonConf, turn: Turn, type: NotifyType, ups = "", extra = ""): void {
  const own = settings.notifyMessages.findLast((message) => message.type === type)?.text;
  const text = fillMessage(own ?? DEFAULT_MESSAGES[type], ups, extra);
  turn.effects.push({ kind: "notify", type, ups, text });
}
