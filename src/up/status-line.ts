/** What `nutts up` prints when a UPS changes: time, name, status, and the figures that matter in an outage. */
import type { UpsState } from "../nut/ups-state.ts";

type Shown = Pick<UpsState, "value">;

const two = (value: number): string => String(value).padStart(2, "0");

/** `10:41:02`, in the time of this machine. */
export function clockTime(wall: number): string {
  const date = new Date(wall);
  return [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(":");
}

/** Seconds as a person says them: `40 min`, `95 s`. */
export const duration = (seconds: number): string =>
  seconds >= 120 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds)} s`;

const WORDS: Readonly<Record<string, string>> = {
  OL: "on line power",
  OB: "on battery",
  LB: "battery low",
  CHRG: "charging",
  DISCHRG: "discharging",
  RB: "replace battery",
  BYPASS: "bypass",
  OVER: "overloaded",
  OFF: "off",
  FSD: "forced shutdown",
  ALARM: "alarm",
  CAL: "calibrating",
  WAIT: "waiting for the driver",
};

/** The status in words, unknown tokens as they are: `on battery, discharging`. */
export const statusWords = (status: string): string =>
  status
    .split(" ")
    .filter(Boolean)
    .map((token) => WORDS[token] ?? token)
    .join(", ");

function figures(ups: Shown): string {
  const charge = ups.value("battery.charge");
  const runtime = Number(ups.value("battery.runtime"));
  const parts = [
    charge === undefined ? [] : [`charge ${charge} %`],
    Number.isFinite(runtime) ? [`runtime ${duration(runtime)}`] : [],
  ];
  return parts.flat().join(", ");
}

/** One line, without line end: `10:41:14  demo  OB DISCHRG     on battery, discharging; charge 99 %, runtime 40 min`. */
export function statusLine(wall: number, upsname: string, ups: Shown): string {
  const status = ups.value("ups.status") ?? "";
  const tail = [statusWords(status), figures(ups)].filter((part) => part !== "").join("; ");
  return `${clockTime(wall)}  ${upsname}  ${status.padEnd(14)}  ${tail}`;
}
