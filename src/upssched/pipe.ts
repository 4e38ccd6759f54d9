/** The caller's end of PIPEFN: one request, one answer. */
import { connect } from "node:net";
import { reasonOf, systemCode } from "../system/system-error.ts";

export type PipeAnswer =
  | { readonly kind: "answer"; readonly text: string }
  /** Nobody listens: no such file, or a file left by a daemon that died. */
  | { readonly kind: "nobody" }
  /** `code` is the system's, where it refuses and will do so again. */
  | { readonly kind: "failed"; readonly reason: string; readonly code?: string };

const ANSWER_MS = 5000;
const ENDED = /(^|\n)(OK|ERR .*)\n$/;
const LONGEST = 1 << 20;

/** A daemon that ends, or that is very busy. */
const PASSING: ReadonlySet<string> = new Set(["ECONNRESET", "EPIPE", "EAGAIN", "EINTR"]);

const failureOf = (error: unknown): PipeAnswer => {
  const code = systemCode(error);
  if (code === "ENOENT" || code === "ENOTDIR" || code === "ECONNREFUSED") return { kind: "nobody" };
  const reason = reasonOf(error);
  return code === undefined || PASSING.has(code) ? { kind: "failed", reason } : { kind: "failed", reason, code };
};

/** Sends a request and waits for all of its answer. Never rejects. */
export function ask(path: string, request: string): Promise<PipeAnswer> {
  return new Promise((resolve) => {
    let text = "";
    const socket = connect(path);
    const finish = (answer: PipeAnswer): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.setEncoding("utf8");
    socket.setTimeout(ANSWER_MS, () => finish({ kind: "failed", reason: "the timer daemon does not answer" }));
    socket.on("connect", () => socket.write(`${request}\n`));
    socket.on("data", (piece: string) => {
      text += piece;
      if (ENDED.test(text) || text.length > LONGEST) finish({ kind: "answer", text });
    });
    socket.on("error", (error) => finish(failureOf(error)));
    socket.on("close", () => finish({ kind: "failed", reason: "the timer daemon hung up before it had answered" }));
  });
}
