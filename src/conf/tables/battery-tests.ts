/** BATTERYTEST and BATTERYHEALTH: when upsmon has a battery tested, and which one is worn. C programs ignore these lines. */
import { type LineReporter, type Many, type One, one } from "../directive.ts";
import { integer } from "../values.ts";

export const BATTERY_TEST_KINDS = ["quick", "deep"] as const;
export type BatteryTestKind = (typeof BATTERY_TEST_KINDS)[number];

/** Instant commands of each, in the order in which they are tried. */
export const TEST_COMMANDS: Readonly<Record<BatteryTestKind, readonly string[]>> = {
  quick: ["test.battery.start.quick", "test.battery.start"],
  deep: ["test.battery.start.deep"],
};

const WEEKDAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"] as const;
const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"] as const;

/** Local time. A month that lacks the day is left out. */
export interface TestSchedule {
  /** 0 is Sunday. */
  readonly weekday?: number | undefined;
  /** 1 to 31. */
  readonly day?: number | undefined;
  /** 0 is January. */
  readonly months?: readonly number[] | undefined;
  readonly hour: number;
  readonly minute: number;
}

export interface BatteryTest {
  /** As its MONITOR line has it. */
  readonly ups: string;
  readonly test: BatteryTestKind;
  /** As written. */
  readonly words: readonly string[];
  readonly schedule: TestSchedule;
}

const USUAL_HOUR = 3;
const FORM = "daily, weekly [sun], monthly [15], quarterly [15] or yearly [15 jun], and a time as 03:00";
/** Days of a month at the most: a schedule beyond never comes. */
const LENGTHS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const QUARTERS = [0, 3, 6, 9];

type Rest = Omit<TestSchedule, "hour" | "minute">;

const dayIn = (word = "1"): number | undefined => {
  const day = /^\d{1,2}$/.test(word) ? Number(word) : 0;
  return day >= 1 && day <= 31 ? day : undefined;
};

const placeIn = (names: readonly string[], word: string): number | undefined => {
  const at = names.indexOf(word.slice(0, 3).toLowerCase());
  return at < 0 ? undefined : at;
};

interface Every {
  readonly most: number;
  read(words: readonly string[]): Rest | undefined;
}

const onDay = (months: readonly number[] | undefined, word: string | undefined): Rest | undefined => {
  const day = dayIn(word);
  return day === undefined ? undefined : { day, months };
};

const EVERY: Readonly<Record<string, Every>> = {
  daily: { most: 0, read: () => ({}) },
  weekly: {
    most: 1,
    read: ([word = "sun"]) => {
      const weekday = placeIn(WEEKDAYS, word);
      return weekday === undefined ? undefined : { weekday };
    },
  },
  monthly: { most: 1, read: ([word]) => onDay(undefined, word) },
  quarterly: { most: 1, read: ([word]) => onDay(QUARTERS, word) },
  yearly: {
    most: 2,
    read: ([word, name = "jan"]) => {
      const month = placeIn(MONTHS, name);
      return month === undefined ? undefined : onDay([month], word);
    },
  },
};

const TIME = /^([01]?\d|2[0-3]):([0-5]\d)$/;

function restOf(words: readonly string[], report: LineReporter): Rest | undefined {
  const [first = "", ...others] = words;
  const every = EVERY[first.toLowerCase()];
  const rest = every && others.length <= every.most ? every.read(others) : undefined;
  return rest ?? report.error(`"${words.join(" ")}" is no schedule`, `write ${FORM}`);
}

/** Some month of it has such a day. */
const comes = ({ day = 1, months }: Rest): boolean =>
  (months ?? LENGTHS.map((_, i) => i)).some((month) => day <= (LENGTHS[month] ?? 0));

export function readSchedule(words: readonly string[], report: LineReporter): TestSchedule | undefined {
  const [, hour = String(USUAL_HOUR), minute = "0"] = TIME.exec(words.at(-1) ?? "") ?? [];
  const rest = restOf(TIME.test(words.at(-1) ?? "") ? words.slice(0, -1) : words, report);
  if (rest === undefined) return undefined;
  if (!comes(rest)) return report.error(`"${words.join(" ")}" never comes`, "write a day that its months have");
  return { ...rest, hour: Number(hour), minute: Number(minute) };
}

export const batteryTests: Many<BatteryTest> = {
  kind: "many",
  name: "BATTERYTEST",
  form: "<ups> <quick|deep> <how often> [<day>] [<month>] [<time>]",
  least: 3,
  most: 6,
  repeats: { key: ({ ups, test }) => `${ups} ${test}`, keep: "last" },
  read: ([ups = "", word = "", ...words], report) => {
    const test = BATTERY_TEST_KINDS.find((kind) => kind === word.toLowerCase());
    if (test === undefined) return report.error(`"${word}" is no battery test`, "write quick or deep");
    const schedule = readSchedule(words, report);
    return schedule && { ups, test, words, schedule };
  },
  write: ({ ups, test, words }) => [ups, test, ...words],
};

/** IEEE 1188: a lead-acid battery is to be replaced at 80 % of its capacity. */
export const USUAL_HEALTH = 80;

/** Percent of the first measured capacity; 0: nobody is told. */
export const batteryHealth: One<number, number> = one(
  "BATTERYHEALTH",
  integer("percent", { min: 0, max: 100, whole: true }),
  USUAL_HEALTH,
);
