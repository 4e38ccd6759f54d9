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
  readonly secondaries: Counts;
}

/** Machines to be made up: on the UPSes that feed this machine, and on stages by name. */
export interface Counts {
  readonly all: number | undefined;
  readonly of: ReadonlyMap<string, number>;
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

function countOf(text: string, whole: string): number {
  if (/^\d{1,4}$/.test(text) && Number(text) <= MOST_SECONDARIES) return Number(text);
  const form = `a number from 0 to ${MOST_SECONDARIES}, or STAGE=NUMBER for a stage`;
  throw new NutError("usage", `--secondaries ${whole}: write ${form}`);
}

function secondariesOf(line: CommandLine): Counts {
  let all: number | undefined;
  const of = new Map<string, number>();
  for (const text of line.all("secondaries")) {
    const at = text.lastIndexOf("=");
    const count = countOf(text.slice(at + 1), text);
    if (at < 0) all = count;
    else of.set(text.slice(0, at), count);
  }
  return { all, of };
}

/** Throws NutError `usage`. */
export const wishesOf = (line: CommandLine): Wishes => ({
  runtime: timesOf(line, "runtime"),
  shutdownTime: timesOf(line, "shutdown-time"),
  secondaries: secondariesOf(line),
});

export const timeFor = ({ all, of }: Times, ...names: readonly string[]): number | undefined =>
  names.map((name) => of.get(name)).find((seconds) => seconds !== undefined) ?? all;
