import type { Log } from "../../system/log/log.ts";
import { numberOf } from "../kit/options.ts";
import type { DriverSettings, Reading, Reported } from "../types.ts";
import { commandNames } from "./commands.ts";
import { DischargeNotice, noticeSettings } from "./discharge-notice.ts";
import type { Mapper } from "./mapper.ts";
import { alarmsOf, buzzwordsOf, type StatusMemory, type StatusSettings, statusOf } from "./status.ts";
import type { UsbFacts } from "./subdriver.ts";

/** BXnnnMI, BVKnnnM2, BKnnnM2-CH of 2023 and later say LB and RB for a second or two, often, with nothing wrong. */
const RESTLESS = [/(^| )BX.*MI$/, /(^| )BVK.*M2$/, /(^| )BK.*M2[-_]CH$/];
const RESTLESS_SECONDS = 3;

const isRestless = ({ vendor, product = "" }: UsbFacts): boolean =>
  (vendor === "APC" || vendor === "American Power Conversion") && RESTLESS.some((pattern) => pattern.test(product));

function lbrbSeconds(settings: DriverSettings, device: UsbFacts): number {
  const text = settings.get("lbrb_log_delay_sec");
  if (text === undefined) return isRestless(device) ? RESTLESS_SECONDS : 0;
  const seconds = numberOf(text);
  return seconds === undefined || seconds < 0 ? RESTLESS_SECONDS : seconds;
}

export const statusSettings = (settings: DriverSettings, device: UsbFacts): StatusSettings => ({
  dischargeIsOnBattery: settings.has("onlinedischarge") || settings.has("onlinedischarge_onbattery"),
  dischargeIsCalibration: settings.has("onlinedischarge_calibration"),
  lbrbDelay: lbrbSeconds(settings, device) * 1000,
  lbrbAlways: settings.has("lbrb_log_delay_without_calibrating"),
});

/** Keeps over the life of the driver what the status remembers from poll to poll. */
export class ReadingBuilder {
  readonly #status: StatusSettings;
  readonly #notice: DischargeNotice;
  readonly #log: Log;
  #memory: StatusMemory = {};

  constructor(settings: DriverSettings, device: UsbFacts, log: Log) {
    this.#status = statusSettings(settings, device);
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
