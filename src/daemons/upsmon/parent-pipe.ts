/**
 * The pipe between the privileged parent and the unprivileged child. To the parent one byte means "shut down", and
 * another that this has been decided; no command crosses it. To the child the parent, who alone may listen to the system bus,
 * tells of sleep, and of what the child before it had decided.
 */
import { Socket } from "node:net";

/** Says to the child that it is one, and which descriptor the pipe is. */
export const PIPE_ENV = "NUTTS_UPSMON_PIPE";

export const SHUT_DOWN = 1;
const SLEEP = 2;
const WAKE = 3;
/** In both directions. */
export const DECIDED = 4;

export type SleepNews = "suspend" | "resume";

const WORDS = { suspend: SLEEP, resume: WAKE, decided: DECIDED } as const;

/** What the parent tells. */
export type ParentWord = keyof typeof WORDS;

export const wordByte = (word: ParentWord): Buffer => Buffer.from([WORDS[word]]);

export interface ParentNews {
  lost(): void;
  sleep(news: SleepNews): void;
  /** The child before us was lost on its way down. */
  decided(): void;
}

/** The child's end. */
export interface ParentPipe {
  /** Resolves true when the parent has been told, false when there is none any more. */
  shutDown(): Promise<boolean>;
  /** Tells the parent that the shutdown has begun. */
  decided(): void;
  /** Begins to listen; what came before has waited. */
  listen(news: ParentNews): void;
}

export function parentPipe(fd: number): ParentPipe {
  const socket = new Socket({ fd, readable: true, writable: true });
  let lost = false;
  socket.unref();
  socket.on("error", () => undefined);
  socket.on("close", () => {
    lost = true;
  });
  return {
    shutDown: () =>
      new Promise((resolve) => {
        if (lost) return resolve(false);
        socket.write(Buffer.from([SHUT_DOWN]), (error) => resolve(!error));
      }),
    decided: () => {
      if (!lost) socket.write(Buffer.from([DECIDED]));
    },
    listen: (news) => {
      if (lost) return news.lost();
      socket.on("close", () => news.lost());
      socket.on("data", (chunk: Buffer) => {
        for (const byte of chunk) {
          if (byte === DECIDED) news.decided();
          if (byte === SLEEP || byte === WAKE) news.sleep(byte === SLEEP ? "suspend" : "resume");
        }
      });
    },
  };
}
