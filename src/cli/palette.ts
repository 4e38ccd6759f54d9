/** Colour for people: loaded only when standard output is a terminal that shows it. */
import type { Io } from "./program.ts";

export interface Palette {
  name(text: string): string;
  good(text: string): string;
  warn(text: string): string;
  bad(text: string): string;
}

const same = (text: string): string => text;
const PLAIN: Palette = { name: same, good: same, warn: same, bad: same };

/** Terminal, no NO_COLOR (https://no-color.org), and not a dumb one. */
const wanted = ({ interactive, env }: Io): boolean => interactive && !env.NO_COLOR && env.TERM !== "dumb";

export async function palette(io: Io): Promise<Palette> {
  if (!wanted(io)) return PLAIN;
  const { Chalk } = await import("chalk");
  const chalk = new Chalk({ level: 1 });
  return { name: chalk.cyan, good: chalk.green, warn: chalk.yellow, bad: chalk.red };
}
