/**
 * The notify types of upsmon 2.8.5 (clients/upsmon.h), one that its master has gained since, SUSPEND_TIMEJUMP_UNEXPECTED, and
 * two of ours, NOLOGIN and SHUTDOWN_FAILED. Default texts are in
 * `src/upsmon`; `%s` stands for the UPS.
 */
export const NOTIFY_TYPES = [
  "ONLINE",
  "ONBATT",
  "LOWBATT",
  "FSD",
  "COMMOK",
  "COMMBAD",
  "SHUTDOWN",
  "SHUTDOWN_HOSTSYNC",
  "REPLBATT",
  "NOCOMM",
  "NOPARENT",
  "CAL",
  "NOTCAL",
  "OFF",
  "NOTOFF",
  "BYPASS",
  "NOTBYPASS",
  "ECO",
  "NOTECO",
  "ALARM",
  "NOTALARM",
  "OVER",
  "NOTOVER",
  "TRIM",
  "NOTTRIM",
  "BOOST",
  "NOTBOOST",
  "OTHER",
  "NOTOTHER",
  "SUSPEND_TIMEJUMP_UNEXPECTED",
  "SUSPEND_STARTING",
  "SUSPEND_FINISHED",
  "NOLOGIN",
  "SHUTDOWN_FAILED",
] as const;

export type NotifyType = (typeof NOTIFY_TYPES)[number];
