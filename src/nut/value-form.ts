import { typeOf } from "./catalogue/variables.ts";
import { parseDecimal } from "./decimal.ts";

/** Year, month and day in any of the orders that devices have, two digits for a year too; a time of day may follow. */
const DATE = /^\s*(\d{1,4})([-/.])(\d{1,2})\2(\d{1,4})(?:\s+(?:-\s+)?\d{1,2}:\d\d(?::\d\d)?)?\s*$/;
const YEAR = /^\s*(19|20)\d\d([-/.](0?[1-9]|1[0-2]))?\s*$/;
const NO_DATE = "not set";

const isDate = (text: string): boolean => {
  const parts = DATE.exec(text);
  const [first, middle, last] = [Number(parts?.[1]), Number(parts?.[3]), Number(parts?.[4])];
  const days = [middle, first > 99 ? last : first];
  return parts !== null && days.every((one) => one >= 1 && one <= 31);
};

/** `battery.mfr.date`, `ups.test.date`, `battery.date.maintenance` and the like. */
const holdsDate = (name: string): boolean => /\.date(\.maintenance)?$/i.test(name);

/** What `value` should be and is not; undefined where it is, and for names that nobody knows. */
export function malformed(name: string, value: string): "a number" | "a date" | undefined {
  const kind = typeOf(name);
  if (kind === undefined) return undefined;
  if (kind === "number") return parseDecimal(value) === undefined ? "a number" : undefined;
  if (!holdsDate(name)) return undefined;
  return value === NO_DATE || YEAR.test(value) || isDate(value) ? undefined : "a date";
}
