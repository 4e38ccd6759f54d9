/** Times as people write them: `20m`, `1h30m`, `90s`, `90`. In seconds. */
const FORM = /^(?:(\d+)h)?(?:(\d+)m(?:in)?)?(?:(\d+)s?)?$/;
const LONGEST = 7 * 86_400;

/** Undefined where it is no time, or longer than a week. */
export function parseDuration(text: string): number | undefined {
  const match = FORM.exec(text.replace(/\s/g, ""));
  if (!match || match[0] === "") return undefined;
  const [, hours = "0", minutes = "0", seconds = "0"] = match;
  const total = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
  return total <= LONGEST ? total : undefined;
}

const two = (number: number): string => String(number).padStart(2, "0");

/** `18:30`, `1:02:03`. */
export function clockText(seconds: number): string {
  const whole = Math.round(seconds);
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60), whole % 60];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${two(minutes)}:${two(rest)}`;
}
