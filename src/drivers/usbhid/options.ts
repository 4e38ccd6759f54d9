import { flag, percent, positive, value, wholeNumber } from "../kit/options.ts";
import type { DriverOption } from "../types.ts";
import { DEVICE_OPTIONS } from "../usb/device-options.ts";

const MATCHING: readonly DriverOption[] = [
  ...DEVICE_OPTIONS,
  value("subdriver", "table to read the device with: a name or a regular expression; wants vendorid and productid"),
  flag("explore", "open a device that no table knows, to see what it has; wants vendorid"),
  value("waitbeforereconnect", "seconds to wait before looking for a device that was lost", wholeNumber),
];

const LIMITS: readonly DriverOption[] = [
  value("lowbatt", "battery charge that counts as low, in percent, where the device has such a limit", wholeNumber),
  value("offdelay", "seconds from a shutdown command to power off (20; CyberPower 60)", wholeNumber),
  value("ondelay", "seconds from the return of mains to power on (30; CyberPower 120)", wholeNumber),
];

const TALKING: readonly DriverOption[] = [
  value("pollfreq", "seconds between full polls (30; CyberPower 12)", positive),
  flag("pollonly", "do not listen to the interrupt endpoint"),
  flag("interruptonly", "ask for nothing, only listen to the interrupt endpoint"),
  value("interruptsize", "bytes to read from the interrupt endpoint at a time", positive),
  value(
    "interrupt_pipe_no_events_tolerance",
    "polls without an interrupt report before reconnecting (-1: any)",
    wholeNumber,
  ),
  flag("maxreport", "ask for at least eight bytes (old APC Back-UPS)"),
  flag("disable_fix_report_desc", "leave report descriptors as they are, even those known to be wrong"),
  flag("winhid", "without effect; kept for configurations written for Windows"),
];

const STATUS: readonly DriverOption[] = [
  flag("onlinedischarge", "old name of onlinedischarge_onbattery"),
  flag("onlinedischarge_onbattery", "discharging while on line counts as on battery"),
  flag("onlinedischarge_calibration", "discharging while on line counts as a calibration"),
  value(
    "onlinedischarge_log_throttle_sec",
    "seconds between messages about discharging on line (-1: once)",
    wholeNumber,
  ),
  value("onlinedischarge_log_throttle_hovercharge", "no such messages from this charge on, in percent (100)", percent),
  value("lbrb_log_delay_sec", "seconds that LB and RB must last during a calibration before they count", wholeNumber),
  flag("lbrb_log_delay_without_calibrating", "that delay holds without a calibration too"),
];

const POWERCOM: readonly DriverOption[] = [
  flag("powercom_sdcmd_byte_order_fallback", "PowerCOM: the old byte order of shutdown commands"),
  flag("powercom_sdcmd_discrete_delay", "PowerCOM Raptor and Smart KING Pro: shutdown delays from their fixed list"),
];

export const OPTIONS: readonly DriverOption[] = [...MATCHING, ...LIMITS, ...TALKING, ...STATUS, ...POWERCOM];
