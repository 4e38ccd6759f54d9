import type { Log } from "../../system/log/log.ts";
import { numberOf } from "../kit/options.ts";
import type { DriverSettings, Reading, Reported } from "../types.ts";
import { commandNames } from "./commands.ts";
import { DischargeNotice, noticeSettings } from "./discharge-notice.ts";
import type { Mapper } from "./mapper.ts";
import { alarmsOf, buzzwordsOf, type StatusMemory, type StatusSettings, statusOf } from "./status.ts";

/** Seconds where the setting is no number. */
const USUAL_DELAY = 3;

function lbrbSeconds(settings: DriverSettings): number {
  const text = settings.get("lbrb_log_delay_sec");
  if (text === undefined) return 0;
  const seconds = numberOf(text);
  return seconds === undefined || seconds < 0 ? USUAL_DELAY : seconds;
}

export const statusSettings = (settings: DriverSettings): StatusSettings => ({
  dischargeIsOnBattery: settings.has("onlinedischarge") || settings.has("onlinedischarge_onbattery"),
  dischargeIsCalibration: settings.has("onlinedischarge_calibration"),
  lbrbDelay: lbrbSeconds(settings) * 1000,
  lbrbAlways: settings.has("lbrb_log_delay_without_calibrating"),
});

/** Keeps over the life of the driver what the status remembers from poll to poll. */
export class ReadingBuilder {
  readonly #status: StatusSettings;
  readonly #notice: DischargeNotice;
  readonly #log: Log;
  #memory: StatusMemory = {};

  constructor(settings: DriverSettings, log: Log) {
    this.#status = statusSettings(settings);
    this.#notice = new DischargeNotice(noticeSettings(settings));
    this.#log = log;
  }

  reading(mapper: Mapper, now: number): Reading {
    const charge = mapper.vars.get("battery.charge")?.value;
    const result = statusOf(mapper.conditions, this.#status, this.#memory, now, charge);
    this.#memory = result.memory;
    const notice = this.#notice.say(result.unexplained, charge, now);
    if (notice !== undefined) this.#log.warning(notice);
    const vars = new Map<string, string | Reported>(mapper.vars);
    if (result.transferReason !== undefined) vars.set("input.transfer.reason", result.transferReason);
    return {
      vars,
      status: result.tokens,
      alarms: [...mapper.alarms, ...alarmsOf(mapper.conditions, result.waiting)],
      commands: commandNames(mapper),
      buzzwords: [...mapper.buzzwords, ...buzzwordsOf(mapper.conditions)],
    };
  }
}
