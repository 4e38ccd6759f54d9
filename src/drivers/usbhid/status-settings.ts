/** What ups.conf says about the status, with the defaults of the models that need others. */

import { numberOf } from "../kit/options.ts";
import type { DriverSettings } from "../types.ts";
import type { NoticeSettings } from "./discharge-notice.ts";
import type { StatusSettings } from "./status.ts";
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

const DEFAULT_THROTTLE = 30;

export function noticeSettings(settings: DriverSettings): NoticeSettings {
  const text = settings.get("onlinedischarge_log_throttle_sec");
  const seconds = text === undefined ? undefined : (numberOf(text) ?? DEFAULT_THROTTLE);
  const hover = numberOf(settings.get("onlinedischarge_log_throttle_hovercharge")) ?? 100;
  return {
    every: seconds === undefined || seconds < 0 ? undefined : seconds * 1000,
    hoverCharge: hover >= 1 && hover <= 100 ? hover : 100,
  };
}
