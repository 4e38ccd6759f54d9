/** Numbers, times and lengths of time as the reader's language has them. Pure. */

type DurationUnit = "day" | "hour" | "minute" | "second";

const unit = (value: number, name: DurationUnit, locale: string): string =>
  new Intl.NumberFormat(locale, { style: "unit", unit: name, unitDisplay: "short" }).format(value);

/** `38 min`, `2 h 5 min`, `45 s`: no more than two units. */
export function duration(seconds: number, locale: string): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 120) return unit(whole, "second", locale);
  const minutes = Math.floor(whole / 60);
  if (minutes < 120) return unit(minutes, "minute", locale);
  const hours = Math.floor(minutes / 60);
  if (hours < 48)
    return [unit(hours, "hour", locale), minutes % 60 ? unit(minutes % 60, "minute", locale) : ""].join(" ").trim();
  return [unit(Math.floor(hours / 24), "day", locale), hours % 24 ? unit(hours % 24, "hour", locale) : ""]
    .join(" ")
    .trim();
}

const AGO: readonly (readonly [seconds: number, unit: Intl.RelativeTimeFormatUnit, of: number])[] = [
  [90, "second", 1],
  [5400, "minute", 60],
  [129_600, "hour", 3600],
  [Number.POSITIVE_INFINITY, "day", 86_400],
];

/** `3 minutes ago`. */
export function ago(seconds: number, locale: string): string {
  const past = Math.max(0, seconds);
  const [, name, of] = AGO.find(([limit]) => past < limit) ?? [0, "day" as const, 86_400];
  const count = Math.round(past / of);
  return new Intl.RelativeTimeFormat(locale, { numeric: count === 0 ? "auto" : "always" }).format(-count, name);
}

export const number = (value: number, locale: string, digits = 1): string =>
  new Intl.NumberFormat(locale, { maximumFractionDigits: digits }).format(value);

const UNITS: Readonly<Record<string, string>> = { "degrees C": "°C", degrees: "°" };

export type Degrees = "celsius" | "fahrenheit";

/** Degrees Celsius as the house reads them. */
export const temperature = (celsius: number, degrees: Degrees, locale: string): string =>
  degrees === "celsius" ? `${number(celsius, locale)} °C` : `${number(celsius * 1.8 + 32, locale)} °F`;

export function withUnit(text: string, unitName: string | undefined, degrees: Degrees, locale: string): string {
  if (unitName === undefined) return text;
  const value = text.trim() === "" ? Number.NaN : Number(text);
  if (unitName === "degrees C" && degrees === "fahrenheit" && Number.isFinite(value))
    return temperature(value, degrees, locale);
  return `${text} ${UNITS[unitName] ?? unitName}`;
}

/** Of ISO 8601 or seconds since 1970, in milliseconds. */
export const timeOf = (at: string | number): number => (typeof at === "number" ? at * 1000 : Date.parse(at));

export const moment = (at: string | number, locale: string): string =>
  new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "medium" }).format(timeOf(at));
