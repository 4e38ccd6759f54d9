/**
 * The pipe between the privileged parent and the unprivileged child. To the parent one byte means "shut down", another
 * "restart", others that this has been decided, or that a shutdown that failed is called off, or ask whether it is there; no command
 * crosses it. To the child the parent, who alone may listen to the system bus, tells of sleep, of what the child before it had decided, that the PID
 * file names it, and how SHUTDOWNCMD ended: where it failed, a line says why.
 */
import { Socket } from "node:net";
import type { HowDown } from "../core/step.ts";
import type { ShutDownResult, StartedShutDown } from "./shut-down.ts";

/** Says to the child that it is one, and which descriptor the pipe is. */
export const PIPE_ENV = "NUTTS_UPSMON_PIPE";

/** The pipe to our parent, when we are the child; the mark is removed so that our own children do not take it for theirs. */
export function takePipe(env: NodeJS.ProcessEnv): number | undefined {
  const fd = Number(env[PIPE_ENV]);
  delete env[PIPE_ENV];
  return Number.isInteger(fd) && fd > 2 ? fd : undefined;
}

export const SHUT_DOWN = 1;
const SLEEP = 2;
const WAKE = 3;
export const DECIDED = 4;

const DONE = 5;
const FAILED = 6;
export const CALL_OFF = 7;
export const RESTART = 8;
export const ASK = 9;

const FAILED_WORD = "failed: ";
const END = 10;
const HERE = 11;
const NAMED = 12;
const LONGEST = 200;

export type SleepNews = "suspend" | "resume";

type PlainMessage = "suspend" | "resume" | "decided" | "done" | "here" | "named";

/** What the parent tells. */
export type ParentMessage = PlainMessage | `failed: ${string}`;

const WORDS: ReadonlyMap<ParentMessage, number> = new Map([
  ["suspend", SLEEP],
  ["resume", WAKE],
  ["decided", DECIDED],
  ["done", DONE],
  ["here", HERE],
  ["named", NAMED],
]);
const BYTES = new Map([...WORDS].map(([word, byte]) => [byte, word]));

/** Control characters would be words. */
const oneLine = (text: string): string => text.replace(/[\x00-\x1f]/g, " ").slice(0, LONGEST);

export function wordBytes(word: ParentMessage): Buffer {
  const byte = WORDS.get(word);
  if (byte !== undefined) return Buffer.from([byte]);
  return Buffer.concat([Buffer.from([FAILED]), Buffer.from(`${oneLine(word.slice(FAILED_WORD.length))}\n`)]);
}

/** Takes the words out of what the pipe brings, piece by piece. */
export function messageReader(hear: (word: ParentMessage) => void): (chunk: Uint8Array) => void {
  let why: number[] | undefined;
  return (chunk) => {
    for (const byte of chunk) {
      const word = BYTES.get(byte);
      if (why !== undefined && byte === END) {
        hear(`failed: ${Buffer.from(why).toString("utf8")}`);
        why = undefined;
      } else if (why !== undefined) why.push(byte);
      else if (byte === FAILED) why = [];
      else if (word !== undefined) hear(word);
    }
  };
}

export interface ParentListener {
  lost(): void;
  sleep(news: SleepNews): void;
  decided(): void;
}

export interface ParentPipe {
  /** Resolves when the parent has been told: with its answer to come, or false when there is none any more. */
  shutDown(how: HowDown): Promise<StartedShutDown | false>;
  /** Tells the parent that a shutdown that failed is not tried any more. */
  callOff(): void;
  decided(): void;
  /** Asks the parent for a sign of life. False where the last question has had no answer: it hangs. */
  answers(): boolean;
  /** Resolves when the parent has written the PID file, or is gone. */
  named(): Promise<void>;
  listen(news: ParentListener): void;
  /** The parent is gone. */
  onLost(hear: () => void): void;
}

/** Each question is the judge of the one before it: whoever left that unanswered hangs. */
export function signOfLife(ask: () => void): { heard(): void; answers(): boolean } {
  let waits = false;
  return {
    heard: () => {
      waits = false;
    },
    answers: () => {
      const hangs = waits;
      waits = true;
      ask();
      return !hangs;
    },
  };
}

function moment(): { readonly came: Promise<void>; comes(): void } {
  let comes = (): void => undefined;
  const came = new Promise<void>((resolve) => {
    comes = resolve;
  });
  return { came, comes: () => comes() };
}

/** What comes before somebody listens is kept for them. */
function mailbox(): { put(word: ParentMessage): void; open(take: (word: ParentMessage) => void): void } {
  const early: ParentMessage[] = [];
  let put = (word: ParentMessage): void => void early.push(word);
  return {
    put: (word) => put(word),
    open: (take) => {
      put = take;
      for (const word of early.splice(0)) take(word);
    },
  };
}

export function parentPipe(fd: number): ParentPipe {
  const socket = new Socket({ fd, readable: true, writable: true });
  let lost = false;
  let answer: (result: ShutDownResult) => void = () => undefined;
  const naming = moment();
  const news = mailbox();
  socket.unref();
  socket.on("error", () => undefined);
  socket.on("close", () => {
    lost = true;
    naming.comes();
    answer({ kind: "done" }); // whoever took the parent away in the middle of it, the command runs on
  });
  const hear = (word: ParentMessage): void => {
    if (word === "here") life.heard();
    else if (word === "named") naming.comes();
    else if (word === "done") answer({ kind: "done" });
    else if (word.startsWith(FAILED_WORD)) answer({ kind: "failed", why: word.slice(FAILED_WORD.length) });
    else news.put(word);
  };
  socket.on("data", messageReader(hear));
  const send = (byte: number): void => {
    if (!lost) socket.write(Buffer.from([byte]));
  };
  const life = signOfLife(() => send(ASK));
  return {
    shutDown: (how) =>
      new Promise((resolve) => {
        if (lost) return resolve(false);
        const result = new Promise<ShutDownResult>((hear) => {
          answer = (answered) => {
            socket.unref();
            hear(answered);
          };
        });
        socket.ref(); // nothing else keeps us until then
        socket.write(Buffer.from([how === "restart" ? RESTART : SHUT_DOWN]), (error) =>
          resolve(error ? false : { result }),
        );
      }),
    decided: () => send(DECIDED),
    callOff: () => send(CALL_OFF),
    answers: () => life.answers() || lost,
    named: () => naming.came,
    onLost: (hear) => {
      if (lost) hear();
      else socket.once("close", hear);
    },
    listen: (listener) => {
      if (lost) return listener.lost();
      socket.on("close", () => listener.lost());
      news.open((word) => {
        if (word === "decided") listener.decided();
        else if (word === "suspend" || word === "resume") listener.sleep(word);
      });
    },
  };
}
