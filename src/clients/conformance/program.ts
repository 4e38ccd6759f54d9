/** nutts conformance: what a NUT server answers, and which clients will stumble over it. */

import { type CommandLine, parseCommandLine } from "../../cli/options.ts";
import type { Io } from "../../cli/program.ts";
import type { ProgramTable } from "../../cli/program-table.ts";
import { dial } from "../../netproto/client/dial.ts";
import { NutError } from "../../nut/errors.ts";
import { type Clock, SYSTEM_CLOCK } from "../../system/clock.ts";
import { FILES } from "../../system/files/files.ts";
import { fileReason, reasonOf } from "../../system/system-error.ts";
import { type HostTarget, splitHost } from "../target.ts";
import { type Check, CLIENTS, type Finding, type Subject } from "./check.ts";
import { type Credentials, Interview } from "./interview.ts";
import { namesOf, readList } from "./rows.ts";
import { SERVER_CHECKS } from "./server-checks.ts";
import { TEXT_CHECKS } from "./text-checks.ts";
import { UPS_CHECKS } from "./ups-checks.ts";

export const CHECKS: readonly Check[] = [...SERVER_CHECKS, ...UPS_CHECKS, ...TEXT_CHECKS];

export interface Row extends Finding {
  readonly check: Check;
}

const SECONDS = 5;
/** Enough to know a server by. */
const MOST_UPSES = 8;

const isComplaint = ({ verdict }: Finding): boolean => verdict === "odd" || verdict === "missing";

type Line = Pick<CommandLine, "has" | "value" | "operands">;

/** Options may stand behind the server, too. Throws NutError `usage`. */
function withLater(line: CommandLine, table: ProgramTable): Line {
  const [server, ...rest] = line.operands;
  const parsed = parseCommandLine(table, rest);
  if (parsed.kind === "error") throw new NutError("usage", parsed.text);
  const later = parsed.line;
  return {
    operands: [...(server === undefined ? [] : [server]), ...later.operands],
    has: (name) => later.has(name) || line.has(name),
    value: (name) => later.value(name) ?? line.value(name),
  };
}

function targetOf({ operands }: Line): HostTarget {
  const [given, ...more] = operands;
  if (given === undefined || more.length > 0) throw new NutError("usage", "name one server: host or host:port");
  const split = splitHost(given);
  if (split.kind === "wrong") throw new NutError("usage", `${given}: ${split.why}`);
  return split.target;
}

/** From a file: a command line is for everybody to read. */
function passwordOf(line: Line): string {
  const file = line.value("password-file");
  if (file === undefined) return "";
  try {
    const text = FILES.read(file);
    if (text !== undefined) return text.split("\n", 1)[0] ?? "";
  } catch (error) {
    throw new NutError("configuration", `${file} cannot be read: ${fileReason(error)}`);
  }
  throw new NutError("configuration", `${file} is not there`);
}

const WORD = /^[\x21-\x7e]+$/;

function credentialsOf(line: Line): Credentials | undefined {
  const user = line.value("user");
  if (user === undefined) return undefined;
  const password = passwordOf(line);
  if (!WORD.test(user) || (password !== "" && !WORD.test(password)))
    throw new NutError(
      "usage",
      "user and password: letters, digits and signs of ASCII without blanks can be tried here",
    );
  return { user, password };
}

function timeoutOf(line: Line): number {
  const given = line.value("timeout") ?? String(SECONDS);
  if (!/^\d{1,4}$/.test(given) || Number(given) < 1)
    throw new NutError("usage", `--timeout ${given}: write whole seconds`);
  return 1000 * Number(given);
}

async function upsnames(interview: Interview, wanted: string | undefined): Promise<readonly string[]> {
  if (wanted !== undefined) return [wanted];
  const names = namesOf(await readList(interview, "UPS"), "UPS").map(({ name }) => name);
  return names.filter((name) => WORD.test(name) && !name.includes('"')).slice(0, MOST_UPSES);
}

export async function examine(subject: Subject, said: (row: Row) => void): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (const check of CHECKS) {
    const row = { check, ...(await check.judge(subject)) };
    rows.push(row);
    said(row);
  }
  return rows;
}

const MARKS = { right: "right  ", odd: "ODD    ", missing: "MISSING", unasked: "-      " } as const;

function text({ check, verdict, detail }: Row): string {
  const head = `${MARKS[verdict]}  ${check.name}${detail === undefined ? "" : `: ${detail}`}\n`;
  if (!isComplaint({ verdict })) return head;
  const names = check.stumbles.map((name) => CLIENTS[name]).join("; ");
  return `${head}           asked: ${check.asks}\n           stumble: ${names}\n           to do: ${check.advice}\n`;
}

const json = (rows: readonly Row[]): string =>
  `${JSON.stringify(
    rows.map(({ check, verdict, detail }) => ({
      check: check.name,
      asked: check.asks,
      verdict,
      ...(detail !== undefined && { detail }),
      ...(isComplaint({ verdict }) && { stumble: check.stumbles.map((name) => CLIENTS[name]), advice: check.advice }),
    })),
    undefined,
    2,
  )}\n`;

/** What every NUT server gets right, at least in part. */
const TELLING = new Set(["version of the protocol", "list of UPSes", "a UPS that is not there", "a verb that is none"]);

const isStranger = (rows: readonly Row[]): boolean =>
  rows.filter(({ check }) => TELLING.has(check.name)).every(({ verdict }) => verdict !== "right");

function summary(rows: readonly Row[], { host, port }: HostTarget): string {
  const count = (wanted: string): number => rows.filter(({ verdict }) => verdict === wanted).length;
  const counts = `${host}:${port}: ${count("right")} right, ${count("odd")} odd, ${count("missing")} missing, ${count("unasked")} not asked\n`;
  if (!isStranger(rows)) return counts;
  return `${counts}this seems to be no NUT server: is the port right (upsd has 3493)? One that answers slowly needs a longer --timeout\n`;
}

const ABSENT: Readonly<Record<string, string>> = {
  "connect-failed":
    "is upsd running there, does its upsd.conf LISTEN on more than 127.0.0.1, and does a firewall let the port through?",
  "no-such-host": "write its address, or a name that this machine can look up",
};

const COMPLAINTS = 1;
const NOBODY = 2;

/** 0 where all is right, 1 with complaints, 2 where nobody answers. Throws NutError `usage`, `configuration`. */
export async function conformance(line: Line, io: Io, clock: Clock): Promise<number> {
  const target = targetOf(line);
  const credentials = credentialsOf(line);
  const timeoutMs = timeoutOf(line);
  const interview = new Interview({ dial: () => dial({ ...target, timeoutMs, clock }), clock, timeoutMs });
  const asJson = line.has("json");
  try {
    await interview.connect();
    const names = await upsnames(interview, line.value("ups"));
    const subject = { interview, credentials, write: line.value("write"), upsnames: names };
    const rows = await examine(subject, (row) => asJson || io.out(text(row)));
    io.out(asJson ? json(rows) : summary(rows, target));
    return rows.some(isComplaint) ? COMPLAINTS : 0;
  } catch (error) {
    const advice = error instanceof NutError ? ABSENT[error.code] : undefined;
    if (advice === undefined) throw error;
    io.err(`Error: ${target.host}:${target.port}: ${reasonOf(error)}; ${advice}\n`);
    return NOBODY;
  } finally {
    interview.close();
  }
}

export const run = async (line: CommandLine, io: Io, table: ProgramTable): Promise<number> =>
  conformance(withLater(line, table), io, SYSTEM_CLOCK);
