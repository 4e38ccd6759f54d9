/** The caller's end of PIPEFN: one request, one answer. */
import { askLines, type LineResult } from "../sockproto/line-query.ts";
import { SYSTEM_CLOCK } from "../system/clock.ts";

export type PipeAnswer =
  | { readonly kind: "answer"; readonly text: string }
  /** Nobody listens: no such file, or a file left by a daemon that died. */
  | { readonly kind: "nobody" }
  | { readonly kind: "failed"; readonly reason: string; readonly code?: string };

const ANSWER_MS = 5000;
const ENDED = /(^|\n)(OK|ERR .*)\n$/;
const LONGEST = 1 << 20;

/** A daemon that ends, or that is very busy. */
const PASSING: ReadonlySet<string> = new Set(["ECONNRESET", "EPIPE", "EAGAIN", "EINTR"]);

/** A daemon that says a whole answer says how it went in the last line. */
function untilEnded(): (piece: string) => string | undefined {
  let text = "";
  return (piece) => {
    text += piece;
    return ENDED.test(text) || text.length > LONGEST ? text : undefined;
  };
}

const isNobody = (code: string | undefined): boolean =>
  code === "ENOENT" || code === "ENOTDIR" || code === "ECONNREFUSED";

const failure = (reason: string, code: string | undefined): PipeAnswer =>
  code === undefined || PASSING.has(code) ? { kind: "failed", reason } : { kind: "failed", reason, code };

function answerOf(result: LineResult<string>): PipeAnswer {
  switch (result.kind) {
    case "answer":
      return { kind: "answer", text: result.value };
    case "timeout":
      return failure("the timer daemon does not answer", undefined);
    case "absent":
      return isNobody(result.code) ? { kind: "nobody" } : failure(result.reason, result.code);
    case "ended":
      return failure(result.reason ?? "the timer daemon hung up before it had answered", result.code);
  }
}

export async function ask(path: string, request: string): Promise<PipeAnswer> {
  const question = { path, clock: SYSTEM_CLOCK, timeoutMs: ANSWER_MS, lines: [request], encoding: "utf8" } as const;
  return answerOf(await askLines(question, untilEnded()));
}
