/** The caller's end of PIPEFN: one request, one answer. */
import { connect } from "node:net";
import { systemCode } from "../../host/system-error.ts";

export type PipeAnswer =
  | { readonly kind: "answer"; readonly text: string }
  /** Nobody listens: no such file, or a file left by a daemon that died. */
  | { readonly kind: "nobody" }
  | { readonly kind: "failed"; readonly reason: string };

const ANSWER_MS = 5000;
const ENDED = /(^|\n)(OK|ERR .*)\n$/;
const LONGEST = 1 << 20;

const reasonOf = (error: unknown): PipeAnswer => {
  const code = systemCode(error);
  if (code === "ENOENT" || code === "ECONNREFUSED") return { kind: "nobody" };
  return { kind: "failed", reason: error instanceof Error ? error.message : String(error) };
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
    socket.on("error", (error) => finish(reasonOf(error)));
    socket.on("close", () => finish({ kind: "failed", reason: "the timer daemon hung up before it had answered" }));
  });
}
