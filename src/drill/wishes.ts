/** What the command line says about the rehearsal: `--runtime`, `--shutdown-time`, `--secondaries`. */
import type { CommandLine } from "../cli/options.ts";
import { NutError } from "../nut/errors.ts";
import { parseDuration } from "./duration.ts";

/** A time for all, and times for some by name. In seconds. */
export interface Times {
  readonly all: number | undefined;
  readonly of: ReadonlyMap<string, number>;
}

export interface Wishes {
  readonly runtime: Times;
  readonly shutdownTime: Times;
  readonly secondaries: number | undefined;
}

const MOST_SECONDARIES = 1000;

function timesOf(line: CommandLine, option: string): Times {
  let all: number | undefined;
  const of = new Map<string, number>();
  for (const text of line.all(option)) {
    const at = text.lastIndexOf("=");
    const seconds = parseDuration(text.slice(at + 1));
    if (seconds === undefined || seconds === 0)
      throw new NutError("usage", `--${option} ${text}: write a time such as 20m, 90s or 1h30m, or NAME=20m for one`);
    if (at < 0) all = seconds;
    else of.set(text.slice(0, at), seconds);
  }
  return { all, of };
}

function secondariesOf(line: CommandLine): number | undefined {
  const text = line.value("secondaries");
  if (text === undefined) return undefined;
  if (/^\d{1,4}$/.test(text) && Number(text) <= MOST_SECONDARIES) return Number(text);
  throw new NutError("usage", `--secondaries ${text}: write a number from 0 to ${MOST_SECONDARIES}`);
}

/** Throws NutError `usage`. */
export const wishesOf = (line: CommandLine): Wishes => ({
  runtime: timesOf(line, "runtime"),
  shutdownTime: timesOf(line, "shutdown-time"),
  secondaries: secondariesOf(line),
});

export const timeFor = ({ all, of }: Times, ...names: readonly string[]): number | undefined =>
  names.map((name) => of.get(name)).find((seconds) => seconds !== undefined) ?? all;
