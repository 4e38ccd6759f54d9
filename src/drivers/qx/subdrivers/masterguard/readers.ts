import type { Reader } from "../../../kit/codecs.ts";
import { fixed } from "../../../kit/codecs.ts";
import type { QxView, Slice } from "../../protocol.ts";
import { by, leadingNumber } from "../../readers.ts";

/** Minutes and seconds (`017.03`) in seconds. */
export const minutesAndSeconds: Reader<Slice> = by(({ text }) => {
  const [, minutes, seconds] = /^(\d+)\.(\d+)$/.exec(text.trim()) ?? [];
  return minutes === undefined ? undefined : String(60 * Number(minutes) + Number(seconds));
});

/** Days, hours, minutes and seconds (`1869:19:06:37`) in seconds. */
export const days: Reader<Slice> = by(({ text }) => {
  const [, d, h, m, s] = /^(\d+):(\d+):(\d+):(\d+)$/.exec(text.trim()) ?? [];
  return d === undefined ? undefined : String(86400 * Number(d) + 3600 * Number(h) + 60 * Number(m) + Number(s));
});

/** The way back: `1869:19:06:37`. */
export function asDays(seconds: number): string {
  const pair = (value: number): string => String(value % 60).padStart(2, "0");
  const hours = Math.trunc(seconds / 3600);
  const [d, h] = [Math.trunc(hours / 24), String(hours % 24).padStart(2, "0")];
  return `${String(d).padStart(4, "0")}:${h}:${pair(Math.trunc(seconds / 60))}:${pair(seconds)}`;
}

const value = (view: QxView, name: string): number => leadingNumber(view.known(name) ?? "");

const numeric = (text: string): number | undefined => (/^\s*\d+(\.\d*)?\s*$/.test(text) ? Number(text) : undefined);

/** Volts of a cell times the number of cells. */
export const cellVoltage: Reader<Slice> = by((slice) => {
  const volts = numeric(slice.text);
  return volts === undefined ? undefined : fixed(volts * value(slice, "~cells"), 2);
});

/** VA out of the load in percent. */
export const power: Reader<Slice> = by((slice) => {
  const percent = numeric(slice.text);
  return percent === undefined ? undefined : fixed((percent / 100) * value(slice, "ups.power.nominal") + 0.5, 0);
});

function current(slice: Slice, fraction: number): string | undefined {
  const volts = value(slice, "output.voltage");
  return volts > 0 ? fixed((fraction * value(slice, "ups.power.nominal")) / volts + 0.005, 2) : undefined;
}

/** Amperes out of the load in percent and the output voltage. */
export const outputCurrent: Reader<Slice> = by((slice) => {
  const percent = numeric(slice.text);
  return percent === undefined ? undefined : current(slice, percent / 100);
});

/** Amperes at full load. */
export const fullCurrent: Reader<Slice> = by((slice) => current(slice, 1));
