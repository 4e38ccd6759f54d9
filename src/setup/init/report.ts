/** What a person reads at the end, and on the way. */
import type { Palette } from "../../cli/palette.ts";
import type { PresetAnswer } from "./answers.ts";
import type { UpsReading } from "./trial.ts";

const CONTROL = /[\x00-\x1f\x7f-\x9f]/g;
const printable = (text: string): string => text.replace(CONTROL, "?");

interface Figure {
  readonly variable: string;
  readonly text: (value: string) => string;
}

const minutes = (seconds: string): string =>
  Number(seconds) >= 120 ? `${Math.round(Number(seconds) / 60)} min` : `${seconds} s`;

const FIGURES: readonly Figure[] = [
  { variable: "battery.charge", text: (value) => `charge ${value} %` },
  { variable: "battery.runtime", text: (value) => `runtime ${minutes(value)}` },
  { variable: "ups.load", text: (value) => `load ${value} %` },
  { variable: "input.voltage", text: (value) => `input ${value} V` },
  { variable: "battery.voltage", text: (value) => `battery ${value} V` },
];

const READ_STATUS: Readonly<Record<string, string>> = {
  OL: "on mains",
  OB: "on battery",
  LB: "battery low",
  CHRG: "charging",
  DISCHRG: "discharging",
  RB: "replace battery",
  OFF: "off",
  BYPASS: "bypass",
  ALARM: "alarm",
};

const statusText = (status: string): string =>
  status
    .split(" ")
    .map((token) => READ_STATUS[token] ?? token)
    .join(", ");

export function readingLine(name: string, reading: UpsReading, { good, warn }: Palette): string {
  if (reading.kind === "silent") return `${name}: ${warn("cannot be read")}: ${printable(reading.why)}\n`;
  const { vars } = reading;
  const model = [vars.get("ups.mfr") ?? vars.get("device.mfr"), vars.get("ups.model") ?? vars.get("device.model")];
  const figures = FIGURES.flatMap(({ variable, text }) => {
    const value = vars.get(variable);
    return value === undefined ? [] : [text(value)];
  });
  const what = model.filter(Boolean).join(" ");
  const status = statusText(vars.get("ups.status") ?? "");
  const words = [good(status), ...figures.map(printable)].join(", ");
  return `${name}: ${words}${what === "" ? "" : ` (${printable(what)})`}\n`;
}

/** What to enter at the clients that are served. */
export const clientLines = (presets: readonly PresetAnswer[], passwordOf: (user: string) => string): string =>
  presets
    .map(({ preset, ups }) => {
      const name = preset.upsname ?? ups;
      const login = `UPS ${name}, user ${preset.username}, password ${passwordOf(preset.username)}`;
      return `${preset.title}: ${preset.enter}. ${preset.password === undefined ? login : `It is served as ${name} there.`}\n`;
    })
    .join("");
