/** What is odd in the order in which guests go down, and in the time that they have. */
import type { Doubt, Written } from "./doubt.ts";

export const NOBODY = "none";

interface Oddity {
  readonly text: string;
  readonly advice: string;
}

const AT_ONCE = "write a,b without a blank for those that go at once, and a blank between steps";

function oddity(order: string): Oddity | undefined {
  const words = order.split(/[\s,]+/).filter((word) => word !== "");
  const twice = words.find((word, i) => words.indexOf(word) < i);
  const pattern = words.find((word) => word !== "*" && /[*?;]/.test(word));
  if (words.length === 0)
    return { text: "nothing is named, and nothing is shut down", advice: `write *, or ${NOBODY}` };
  if (/(^|[\s,]),|,(\s|$)/.test(order))
    return { text: "a comma has nothing beside it, and what a blank parts goes one after the other", advice: AT_ONCE };
  if (twice !== undefined) return { text: `${twice} stands twice`, advice: "write it where it is to go down" };
  if (words.length > 1 && words.includes(NOBODY))
    return { text: `${NOBODY} beside others is a name`, advice: `write ${NOBODY} alone, or leave it out` };
  if (pattern !== undefined)
    return { text: `${pattern} is a name, no pattern`, advice: "write whole names, or * for the rest" };
  return order.trim() === "all" ? { text: "all is a name", advice: "write * for all" } : undefined;
}

export function orderDoubts(setting: string, { settings, has }: Written): readonly Doubt[] {
  const found = has(setting) ? oddity(settings.get(setting)) : undefined;
  return found ? [{ setting, text: `${setting}: ${found.text}`, advice: found.advice }] : [];
}

/** Where there is no host beside the guests. */
export function emptyDoubts(setting: string, { settings }: Written): readonly Doubt[] {
  if (settings.get(setting).trim() !== NOBODY) return [];
  return [{ setting, text: `${setting} = ${NOBODY}: nothing is shut down`, advice: "write * for all" }];
}

/** `setting`: seconds for each step, of which there are never so many. `more`: what a step takes besides. */
export function stepDoubts(setting: string, leftS: number, { settings, has }: Written, more = 0): readonly Doubt[] {
  const seconds = Number(settings.get(setting));
  if (!has(setting) || seconds + more <= leftS) return [];
  const text = `${setting} = ${seconds} is cut short: all of it ends after ${leftS} s`;
  return [{ setting, text, advice: `write timeout = ${Math.ceil(seconds + more)} or more, or a shorter ${setting}` }];
}
