/** The body of a request, within bounds. Its time is bounded by the server's own limits. */
import type { IncomingMessage } from "node:http";
import { type Answer, json } from "./route.ts";

const MOST = 16_384;

const TOO_LONG: Answer = {
  ...json({ error: `A request has at most ${MOST} bytes` }, 413),
  headers: { connection: "close" },
};

export async function readBody(incoming: IncomingMessage): Promise<string | Answer> {
  if (Number(incoming.headers["content-length"] ?? 0) > MOST) return TOO_LONG;
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of incoming as AsyncIterable<Buffer>) {
    length += part.length;
    if (length > MOST) return TOO_LONG;
    parts.push(part);
  }
  return Buffer.concat(parts).toString("utf8");
}
