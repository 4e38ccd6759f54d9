import { SOCKET_LIMITS, WordReader } from "../nut/words.ts";
import type { Clock } from "../system/clock.ts";
import { reasonOf, systemCode } from "../system/system-error.ts";
import { connectSocket } from "./socket-path.ts";

/** How a question ended. `code` is the system's. */
export type LineResult<T> =
  | { readonly kind: "answer"; readonly value: T }
  /** There was no connection. */
  | { readonly kind: "absent"; readonly reason: string; readonly code: string | undefined }
  /** Connected, and no complete answer within the time. */
  | { readonly kind: "timeout" }
  /** The connection ended first; `reason` where that was an error. */
  | { readonly kind: "ended"; readonly reason: string | undefined; readonly code: string | undefined };

export interface LineQuestion {
  readonly path: string;
  readonly clock: Clock;
  readonly timeoutMs: number;
  readonly lines: readonly string[];
  readonly encoding: "latin1" | "utf8";
}

/** Hands each piece of what comes to `take` until that returns something. Never rejects. */
export function askLines<T>(question: LineQuestion, take: (piece: string) => T | undefined): Promise<LineResult<T>> {
  const { path, clock, timeoutMs, lines, encoding } = question;
  return new Promise((resolve) => {
    const socket = connectSocket(path);
    let connected = false;
    const end = (result: LineResult<T>): void => {
      timer.cancel();
      socket.removeAllListeners("data").destroy();
      resolve(result);
    };
    const timer = clock.after(timeoutMs, () => end({ kind: "timeout" }));
    socket.setEncoding(encoding);
    socket.on("connect", () => {
      connected = true;
      socket.write([...lines, ""].join("\n"));
    });
    socket.on("data", (piece: string) => {
      const value = take(piece);
      if (value !== undefined) end({ kind: "answer", value });
    });
    socket.on("error", (error) =>
      end({ kind: connected ? "ended" : "absent", reason: reasonOf(error), code: systemCode(error) }),
    );
    socket.on("close", () => end({ kind: "ended", reason: undefined, code: undefined }));
  });
}

/** For `askLines`: the words of each line go to `read`, until that returns something. */
export function wordsUntil<T>(read: (words: readonly string[]) => T | undefined): (piece: string) => T | undefined {
  let found: T | undefined;
  const reader = new WordReader(SOCKET_LIMITS, ({ words }) => {
    found ??= read(words.map(({ text }) => text));
  });
  return (piece) => {
    reader.push(piece);
    return found;
  };
}
