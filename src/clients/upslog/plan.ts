import type { CommandLine } from "../../cli/options.ts";
import { Fatal } from "../fatal.ts";
import { splitUps, type UpsTarget, wrongUps } from "../target.ts";
import { DEFAULT_FORMAT } from "./format.ts";

export interface LoggedUps {
  /** The UPS as the user wrote it: what %UPSHOST% prints. */
  readonly monhost: string;
  readonly target: UpsTarget;
  /** `-` is standard output. */
  readonly file: string;
}

export interface Plan {
  /** `*` as upsname stands for every UPS of the host. */
  readonly entries: readonly LoggedUps[];
  readonly format: string;
  /** Seconds. */
  readonly interval: number;
  /** How many updates; 0 is no end. */
  readonly count: number;
}

const DEFAULT_INTERVAL = 30;
const HOW = "write -s <system> -l <logfile>, or -m <system>,<logfile>; -m '*,-' shows all UPSes of this machine";

function tuple(text: string): readonly [string, string] {
  const [monhost = "", file, ...more] = text.split(",");
  if (file === undefined || file === "" || more.length > 0) throw new Fatal(`-m ${text}: write <system>,<logfile>`);
  return [monhost, file];
}

/** The one UPS of `-s` and `-l`, or of the old style: system, file, interval and the format in operands. */
function single(line: CommandLine): readonly (readonly [string, string])[] {
  const old = line.operands.length >= 3;
  const monhost = old ? line.operands[0] : line.value("s");
  const file = old ? line.operands[1] : line.value("l");
  if (monhost === undefined && file === undefined) return [];
  if (monhost === undefined) throw new Fatal(`No UPS to log: ${HOW}`);
  if (file === undefined) throw new Fatal(`No file to log into: ${HOW}`);
  return [[monhost, file]];
}

function entry([monhost, file]: readonly [string, string]): LoggedUps {
  const split = splitUps(monhost);
  if (split.kind === "ok") return { monhost, target: split.target, file };
  throw new Fatal(`Error: ${wrongUps(split.why)}`);
}

function formatOf(line: CommandLine): string {
  const words = line.operands.slice(3);
  const format = words.length > 0 ? words.map((word) => `${word} `).join("") : (line.value("f") ?? DEFAULT_FORMAT);
  return line.has("N") ? `%UPSHOST%%t${format}` : format;
}

/** As atoi(3) reads it; what does not begin with a digit would be 0, a log without end. Throws Fatal. */
function intervalOf(text: string): number {
  if (!/^\s*\d/.test(text)) throw new Fatal(`Error: the interval ${text} is not a number of seconds`);
  return Number.parseInt(text, 10);
}

function countOf(line: CommandLine, complain: (text: string) => void): number {
  const text = line.value("d") ?? "0";
  if (/^\d{1,15}$/.test(text)) return Number(text);
  complain(`-d ${text} is ignored: it is not a number of updates`);
  return 0;
}

/** Reads the command line. `complain` gets what is wrong but does not stop us. Throws Fatal. */
export function logPlan(line: CommandLine, complain: (text: string) => void): Plan {
  const tuples = line.all("m").map(tuple);
  const count = countOf(line, complain);
  const pairs = [...tuples, ...single(line)];
  if (pairs.length === 0) throw new Fatal(`No UPS to log: ${HOW}`);
  const interval = line.operands.length >= 3 ? line.operands[2] : line.value("i");
  return {
    entries: pairs.map(entry),
    format: formatOf(line),
    interval: interval === undefined ? DEFAULT_INTERVAL : intervalOf(interval),
    count,
  };
}
