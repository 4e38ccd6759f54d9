/** A driver host's control socket, for its account alone: `nutts driver start` asks it to take in another UPS. */

import { unlinkSync } from "node:fs";
import { NutError } from "../../nut/errors.ts";
import { sentence } from "../../nut/sentence.ts";
import { SOCKET_LIMITS, type WordLine } from "../../nut/words.ts";
import type { LineConnection } from "../../sockproto/line-connection.ts";
import { askLines, wordsUntil } from "../../sockproto/line-query.ts";
import { LineServer } from "../../sockproto/line-server.ts";
import { isAnswered, listenError } from "../../sockproto/socket-file.ts";
import { checkSocketPath } from "../../sockproto/socket-path.ts";
import { type Clock, SYSTEM_CLOCK } from "../../system/clock.ts";
import type { Log } from "../../system/log/log.ts";
import { systemCode } from "../../system/system-error.ts";
import type { Settled } from "../engine/device-runner.ts";

/** Requests on the socket. `<ms>`: how long the start may take before the answer is `starting`. */
const ASKS = { start: sentence("START <ups> <ms>"), stop: sentence("STOP <ups>"), list: sentence("LIST") } as const;
const ANSWERS = {
  started: sentence('STARTED <ups> <outcome> "<text>"'),
  stopped: sentence("STOPPED <ups>"),
  device: sentence("DEVICE <ups>"),
  end: sentence("END LIST"),
} as const;

export interface StartOutcome {
  readonly outcome: Settled["outcome"] | "starting";
  readonly text: string;
}

export interface ControlActions {
  start(upsname: string, ms: number): Promise<StartOutcome>;
  stop(upsname: string): Promise<void>;
  list(): readonly string[];
}

const MAX_WAITERS = 32;
const SILENT_PEER_MS = 300_000;

/** The answer to a question, whole lines; undefined for what is none. */
function answerTo(words: readonly string[], actions: ControlActions): Promise<string> | undefined {
  const start = ASKS.start.parse(words);
  const stop = ASKS.stop.parse(words);
  if (start.kind === "ok") {
    const { ups, ms } = start.args;
    const wait = /^\d{1,7}$/.test(ms) ? Number(ms) : 0;
    return actions.start(ups, wait).then((outcome) => `${ANSWERS.started.format({ ups, ...outcome })}\n`);
  }
  if (stop.kind === "ok") {
    const { ups } = stop.args;
    return actions.stop(ups).then(() => `${ANSWERS.stopped.format({ ups })}\n`);
  }
  if (ASKS.list.parse(words).kind !== "ok") return undefined;
  const devices = actions.list().map((ups) => `${ANSWERS.device.format({ ups })}\n`);
  return Promise.resolve(`${devices.join("")}${ANSWERS.end.format({})}\n`);
}

function hear(connection: LineConnection, { words, error }: WordLine, actions: ControlActions): void {
  if (error === undefined && words.length === 0) return;
  const texts = words.map(({ text }) => text);
  const answer = error === undefined ? answerTo(texts, actions) : undefined;
  if (answer) void connection.answer(answer);
  else connection.cut();
}

/** Whatever lies at the path is a driver host's: the folder is its own. */
async function clear(path: string): Promise<void> {
  checkSocketPath(path);
  if (await isAnswered(path)) throw new NutError("configuration", `a driver host listens on ${path} already`);
  try {
    unlinkSync(path);
  } catch (error) {
    if (systemCode(error) !== "ENOENT") throw listenError(path, error);
  }
}

/** Opens the control socket. Throws NutError `configuration`, also when another host listens on it already. */
export async function openControlSocket(
  path: string,
  actions: ControlActions,
  log: Log,
  clock: Clock = SYSTEM_CLOCK,
): Promise<{ close(): void }> {
  await clear(path);
  const server = await LineServer.open({
    path,
    mode: 0o600,
    clock,
    log,
    who: "a program on the control socket",
    words: SOCKET_LIMITS,
    encoding: "utf8",
    most: MAX_WAITERS,
    idleMs: SILENT_PEER_MS,
    admit: (connection) => ({ hear: (line) => hear(connection, line, actions) }),
    full: `${MAX_WAITERS} programs are connected to ${path} already, and another was turned away: see who with fuser ${path}`,
  }).catch((error: unknown) => {
    throw listenError(path, error);
  });
  server.unref();
  return server;
}

/** Asks and reads until `read` gives something; undefined when no host is there or it says nothing. */
async function ask<T>(
  path: string,
  line: string,
  read: (words: readonly string[]) => T | undefined,
  { clock, ms }: { readonly clock: Clock; readonly ms: number },
): Promise<T | undefined> {
  const question = { path, clock, timeoutMs: ms, lines: [line], encoding: "utf8" } as const;
  const result = await askLines(question, wordsUntil(read));
  return result.kind === "answer" ? result.value : undefined;
}

const ANSWER_MS = 5000;

const isOutcome = (word: string): word is StartOutcome["outcome"] =>
  ["up", "waiting", "unusable", "starting"].includes(word);

export const askToStart = (
  path: string,
  upsname: string,
  ms: number,
  clock: Clock,
): Promise<StartOutcome | undefined> =>
  ask(
    path,
    ASKS.start.format({ ups: upsname, ms: String(ms) }),
    (words) => {
      const parsed = ANSWERS.started.parse(words);
      if (parsed.kind !== "ok" || !isOutcome(parsed.args.outcome)) return undefined;
      return { outcome: parsed.args.outcome, text: parsed.args.text };
    },
    { clock, ms: ms + ANSWER_MS + LEAVING_MS },
  );

/** A predecessor of the device may take this long to leave. */
const LEAVING_MS = 30_000;

export const askToStop = async (path: string, upsname: string, clock: Clock): Promise<boolean> =>
  (await ask(
    path,
    ASKS.stop.format({ ups: upsname }),
    (words) => ANSWERS.stopped.parse(words).kind === "ok" || undefined,
    { clock, ms: LEAVING_MS },
  )) === true;

export function askForList(path: string, clock: Clock): Promise<readonly string[] | undefined> {
  const names: string[] = [];
  return ask(
    path,
    ASKS.list.format({}),
    (words) => {
      const device = ANSWERS.device.parse(words);
      if (device.kind === "ok") names.push(device.args.ups);
      return ANSWERS.end.parse(words).kind === "ok" ? names : undefined;
    },
    { clock, ms: ANSWER_MS },
  );
}
