/** strftime(3) in the C locale, as the C upslog has it, with glibc's flags `-_0^` and the modifiers E and O. */
const DAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const MONTHS = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];

interface Field {
  readonly value: number;
  readonly width: number;
  readonly pad: "0" | "_";
}

const DAY_MS = 86_400_000;

const zero = (value: number, width = 2): Field => ({ value, width, pad: "0" });
const blank = (value: number, width = 2): Field => ({ value, width, pad: "_" });
const hour12 = (date: Date): number => date.getHours() % 12 || 12;

/** Midnight of a calendar day, in a count that no clock change disturbs. */
const dayNumber = (date: Date): number =>
  Math.round(Date.UTC(date.getFullYear(), date.getMonth(), date.getDate()) / DAY_MS);
const yearDay = (date: Date): number => dayNumber(date) - dayNumber(new Date(date.getFullYear(), 0, 1));
/** Weeks that begin with `first` (0 is Sunday), counted from the first such day of the year. */
const weekFrom = (date: Date, first: number): number =>
  Math.floor((yearDay(date) + 7 - ((date.getDay() + 7 - first) % 7)) / 7);

/** The Thursday of the week decides the year and the week of ISO 8601. */
function isoWeek(date: Date): { readonly year: number; readonly week: number } {
  const thursday = new Date(date.getFullYear(), date.getMonth(), date.getDate() + 3 - ((date.getDay() + 6) % 7));
  return { year: thursday.getFullYear(), week: Math.floor(yearDay(thursday) / 7) + 1 };
}

function offset(date: Date): string {
  const minutes = -date.getTimezoneOffset();
  const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
  return `${minutes < 0 ? "-" : "+"}${String(hours).padStart(2, "0")}${String(rest).padStart(2, "0")}`;
}

/** `CET`, `EST`: English names differ by country in which zones they have letters for. */
function zoneName(date: Date): string {
  const names = ["en-US", "en-GB", "en-AU", "en-CA", "en-IN"].map(
    (locale) =>
      new Intl.DateTimeFormat(locale, { timeZoneName: "short" })
        .formatToParts(date)
        .find(({ type }) => type === "timeZoneName")?.value ?? "",
  );
  return names.find((name) => /^[A-Z]+$/.test(name)) ?? names[0] ?? "";
}

const COMBINED: Readonly<Record<string, string>> = {
  c: "%a %b %e %H:%M:%S %Y",
  D: "%m/%d/%y",
  F: "%Y-%m-%d",
  h: "%b",
  r: "%I:%M:%S %p",
  R: "%H:%M",
  T: "%H:%M:%S",
  x: "%m/%d/%y",
  X: "%H:%M:%S",
};

const NUMBERS: Readonly<Record<string, (date: Date) => Field>> = {
  C: (date) => zero(Math.floor(date.getFullYear() / 100)),
  d: (date) => zero(date.getDate()),
  e: (date) => blank(date.getDate()),
  G: (date) => zero(isoWeek(date).year, 4),
  g: (date) => zero(isoWeek(date).year % 100),
  H: (date) => zero(date.getHours()),
  I: (date) => zero(hour12(date)),
  j: (date) => zero(yearDay(date) + 1, 3),
  k: (date) => blank(date.getHours()),
  l: (date) => blank(hour12(date)),
  m: (date) => zero(date.getMonth() + 1),
  M: (date) => zero(date.getMinutes()),
  S: (date) => zero(date.getSeconds()),
  s: (date) => zero(Math.floor(date.getTime() / 1000), 1),
  U: (date) => zero(weekFrom(date, 0)),
  u: (date) => zero(date.getDay() || 7, 1),
  V: (date) => zero(isoWeek(date).week),
  W: (date) => zero(weekFrom(date, 1)),
  w: (date) => zero(date.getDay(), 1),
  Y: (date) => zero(date.getFullYear(), 1),
  y: (date) => zero(date.getFullYear() % 100),
};

const WORDS: Readonly<Record<string, (date: Date) => string>> = {
  A: (date) => DAYS[date.getDay()] ?? "",
  a: (date) => (DAYS[date.getDay()] ?? "").slice(0, 3),
  B: (date) => MONTHS[date.getMonth()] ?? "",
  b: (date) => (MONTHS[date.getMonth()] ?? "").slice(0, 3),
  n: () => "\n",
  P: (date) => (date.getHours() < 12 ? "am" : "pm"),
  p: (date) => (date.getHours() < 12 ? "AM" : "PM"),
  t: () => "\t",
  Z: zoneName,
  z: offset,
  "%": () => "%",
};

function padded({ value, width, pad }: Field, flag: string): string {
  if (flag === "-") return String(value);
  return String(value).padStart(width, (flag === "" ? pad : flag) === "_" ? " " : "0");
}

export function strftime(format: string, date: Date): string {
  return format.replace(/%([-_0^#]?)([EO]?)(.)/gs, (whole, flag: string, _modifier, letter: string) => {
    const combined = COMBINED[letter];
    if (combined !== undefined) return strftime(combined, date);
    const number = NUMBERS[letter]?.(date);
    if (number) return padded(number, flag);
    const word = WORDS[letter]?.(date);
    if (word === undefined) return whole;
    return flag === "^" ? word.toUpperCase() : word;
  });
}
