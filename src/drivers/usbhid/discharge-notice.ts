/** Tells, now and then, that a UPS says it discharges while it is on line: nobody knows what it means by it. */
import { numberOf } from "../kit/options.ts";
import type { DriverSettings } from "../types.ts";

export interface NoticeSettings {
  /** Milliseconds between messages; undefined: none by time alone. */
  readonly every: number | undefined;
  /** From this charge on it is how the battery is cared for, and no message. */
  readonly hoverCharge: number;
}

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

const ADVICE =
  "it discharges while on line. If it calibrates itself, set onlinedischarge_calibration; if it really is on battery, set onlinedischarge_onbattery";

export class DischargeNotice {
  readonly #settings: NoticeSettings;
  #saidAt: number | undefined;
  #charge: number | undefined;

  constructor(settings: NoticeSettings) {
    this.#settings = settings;
  }

  /** The message of this poll, if there is one. `charge` is `battery.charge` as published. */
  say(unexplained: boolean, charge: string | undefined, now: number): string | undefined {
    if (!unexplained) return this.#forget();
    const percent = Number.parseInt(charge ?? "", 10) || undefined;
    if (!this.#due(percent, now)) return undefined;
    const before = this.#charge;
    this.#saidAt = now;
    this.#charge = percent ?? before;
    if (percent === undefined || percent === before) return ADVICE;
    return before === undefined
      ? `at ${percent} % charge ${ADVICE}`
      : `charge went from ${before} to ${percent} %: ${ADVICE}`;
  }

  #forget(): undefined {
    this.#saidAt = undefined;
    this.#charge = undefined;
  }

  #due(percent: number | undefined, now: number): boolean {
    const { every, hoverCharge } = this.#settings;
    if (this.#saidAt !== undefined && every !== undefined && now - this.#saidAt >= every) return true;
    if (percent === undefined) return this.#saidAt === undefined;
    return percent !== this.#charge && percent < hoverCharge;
  }
}
