/** The options of mge-shut in ups.conf: those of usbhid-ups that do not speak of USB, and how the line is used. */
import type { DriverOption, DriverSettings } from "../types.ts";
import { OPTIONS as USB_OPTIONS } from "../usbhid/options.ts";
import { SYNC } from "./frame.ts";

/** `speaks`: the device tells something unasked. */
export interface Level {
  readonly token: number;
  readonly speaks: boolean;
}

const LEVELS: Readonly<Record<string, Level>> = {
  "1": { token: SYNC.off, speaks: false },
  "2": { token: SYNC.light, speaks: true },
  "3": { token: SYNC.complete, speaks: true },
};
const QUIET: Level = { token: SYNC.off, speaks: false };

const levelNamed = (text: string): Level | undefined =>
  Object.hasOwn(LEVELS, text.trim()) ? LEVELS[text.trim()] : undefined;

export const levelOf = (settings: Pick<DriverSettings, "get">): Level =>
  levelNamed(settings.get("notification") ?? "") ?? QUIET;

const OWN: readonly DriverOption[] = [
  {
    name: "notification",
    kind: "value",
    help: "what the UPS tells unasked: 1 nothing (the default), 2 what matters, 3 everything",
    check: (text) => (levelNamed(text) ? undefined : `"${text}" is not 1, 2 or 3`),
  },
  { name: "pollonly", kind: "flag", help: "pay no heed to what the UPS tells unasked" },
];

const SHARED = [
  "lowbatt",
  "offdelay",
  "ondelay",
  "pollfreq",
  "interrupt_pipe_no_events_tolerance",
  "onlinedischarge",
  "onlinedischarge_onbattery",
  "onlinedischarge_calibration",
  "onlinedischarge_log_throttle_sec",
  "onlinedischarge_log_throttle_hovercharge",
  "lbrb_log_delay_sec",
  "lbrb_log_delay_without_calibrating",
  "disable_fix_report_desc",
  "powercom_sdcmd_byte_order_fallback",
  "powercom_sdcmd_discrete_delay",
];

export const OPTIONS: readonly DriverOption[] = [...OWN, ...USB_OPTIONS.filter(({ name }) => SHARED.includes(name))];
