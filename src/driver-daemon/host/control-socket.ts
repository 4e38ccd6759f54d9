/**
 * The door of a driver host: a socket of its own, for its account alone, on which `nutts driver start` asks it to
 * take in another UPS. Nobody else needs it: every device answers on its own socket.
 */

import { unlinkSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import { NutError } from "../../nut/errors.ts";
import { sentence } from "../../nut/sentence.ts";
import { SOCKET_LIMITS, WordReader } from "../../nut/words.ts";
import { isAnswered, listenError } from "../../sockproto/driver-socket.ts";
import { checkSocketPath, connectSocket } from "../../sockproto/socket-path.ts";
import type { Clock } from "../../system/clock.ts";
import type { Log } from "../../system/log/log.ts";
import { systemCode } from "../../system/system-error.ts";
import type { Settled } from "../engine/device-runner.ts";

/** What is said at the door. `<ms>`: how long the start may take before the answer is `starting`. */
const ASKS = { start: sentence("START <ups> <ms>"), stop: sentence("STOP <ups>"), list: sentence("LIST") } as const;
const ANSWERS = {
  started: sentence('STARTED <ups> <outcome> "<text>"'),
  stopped: sentence("STOPPED <ups>"),
  device: sentence("DEVICE <ups>"),
  end: sentence("END LIST"),
} as const;

/** `starting`: neither up nor given up within the time. */
export interface StartOutcome {
  readonly outcome: Settled["outcome"] | "starting";
  readonly text: string;
}

export interface DoorActions {
  start(upsname: string, ms: number): Promise<StartOutcome>;
  stop(upsname: string): Promise<void>;
  list(): readonly string[];
}

const UMASK = 0o177;
const MAX_WAITERS = 32;
const SILENT_PEER_MS = 300_000;

function hear(socket: Socket, words: readonly string[], actions: DoorActions): void {
  const answer = (line: string): void => void (socket.writable && socket.write(`${line}\n`));
  const start = ASKS.start.parse(words);
  const stop = ASKS.stop.parse(words);
  if (start.kind === "ok") {
    const { ups, ms } = start.args;
    const wait = /^\d{1,7}$/.test(ms) ? Number(ms) : 0;
    void actions.start(ups, wait).then((outcome) => answer(ANSWERS.started.format({ ups, ...outcome })));
  } else if (stop.kind === "ok") {
    const { ups } = stop.args;
    void actions.stop(ups).then(() => answer(ANSWERS.stopped.format({ ups })));
  } else if (ASKS.list.parse(words).kind === "ok") {
    for (const ups of actions.list()) answer(ANSWERS.device.format({ ups }));
    answer(ANSWERS.end.format({}));
  } else if (words.length > 0) socket.destroy();
}

function admit(socket: Socket, actions: DoorActions): void {
  const reader = new WordReader(SOCKET_LIMITS, ({ words, error }) => {
    if (error === undefined)
      hear(
        socket,
        words.map(({ text }) => text),
        actions,
      );
    else socket.destroy();
  });
  socket.setTimeout(SILENT_PEER_MS, () => socket.destroy());
  socket.on("data", (chunk: Buffer) => reader.push(chunk.toString("utf8")));
  socket.on("error", () => socket.destroy());
}

/** Opens the door. Throws NutError `configuration`, also when another host is behind it already. */
export async function openControlSocket(path: string, actions: DoorActions, log: Log): Promise<{ close(): void }> {
  checkSocketPath(path);
  if (await isAnswered(path)) throw new NutError("configuration", `a driver host listens on ${path} already`);
  const server: Server = createServer((socket) => admit(socket, actions));
  server.maxConnections = MAX_WAITERS;
  await new Promise<void>((resolve, reject) => {
    const before = process.umask(UMASK);
    try {
      removeStale(path);
      server.listen({ path });
    } finally {
      process.umask(before);
    }
    server.once("listening", resolve);
    server.once("error", (error) => reject(listenError(path, error)));
  });
  server.on("error", (error) => log.error(`${path}: ${error.message}`));
  server.unref();
  return { close: () => void server.close() };
}

function removeStale(path: string): void {
  try {
    unlinkSync(path);
  } catch (error) {
    if (systemCode(error) !== "ENOENT") throw listenError(path, error);
  }
}

/** Asks at the door and reads until `read` gives something; undefined when no host is there or it says nothing. */
function knock<T>(
  path: string,
  line: string,
  read: (words: readonly string[]) => T | undefined,
  { clock, ms }: { readonly clock: Clock; readonly ms: number },
): Promise<T | undefined> {
  return new Promise((resolve) => {
    const socket = connectSocket(path);
    socket.on("connect", () => socket.write(`${line}\n`));
    const timer = clock.after(ms, () => done(undefined));
    const done = (value: T | undefined): void => {
      timer.cancel();
      socket.destroy();
      resolve(value);
    };
    const reader = new WordReader(SOCKET_LIMITS, ({ words }) => {
      const value = read(words.map(({ text }) => text));
      if (value !== undefined) done(value);
    });
    socket.on("data", (chunk: Buffer) => reader.push(chunk.toString("utf8")));
    socket.on("error", () => done(undefined));
    socket.on("close", () => done(undefined));
  });
}

const ANSWER_MS = 5000;

const isOutcome = (word: string): word is StartOutcome["outcome"] =>
  ["up", "waiting", "unusable", "starting"].includes(word);

/** Asks the host behind the door to start a UPS; undefined when there is no host. */
export const askToStart = (
  path: string,
  upsname: string,
  ms: number,
  clock: Clock,
): Promise<StartOutcome | undefined> =>
  knock(
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

/** Asks the host behind the door to let a UPS go; false when it has not. */
export const askToStop = async (path: string, upsname: string, clock: Clock): Promise<boolean> =>
  (await knock(
    path,
    ASKS.stop.format({ ups: upsname }),
    (words) => ANSWERS.stopped.parse(words).kind === "ok" || undefined,
    { clock, ms: LEAVING_MS },
  )) === true;

/** The UPSes of the host behind the door; undefined when there is no host. */
export function askForList(path: string, clock: Clock): Promise<readonly string[] | undefined> {
  const names: string[] = [];
  return knock(
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
