/**
 * What goes back on the wire. Texts are *byte strings*: one character a byte, so that a socket can write them as
 * latin1, which is the shortest way; what may be beyond ASCII goes through `utf8`.
 */
import { bytesOfText } from "../../nut/byte-text.ts";
import { ERRORS, type ErrorCode } from "../../nut/errors.ts";
import { RESPONSES } from "../responses.ts";
import type { TrackingResult } from "./served.ts";

/** The answer to a request without the end of its last line, and what becomes of the connection after it. */
export type ServerAnswer = string | { readonly text: string; readonly next: "close" | "starttls" };

export const OK = RESPONSES.ok.format({});

/** `ERR <word>` of an error that has a word on the wire. */
export function err(code: ErrorCode): string {
  const row: { readonly wire?: string } = ERRORS[code];
  return RESPONSES.error.format({ code: row.wire ?? "UNKNOWN", rest: [] });
}

export function trackingAnswer(result: TrackingResult): string {
  if (result === "pending") return RESPONSES.pending.format({});
  return result === "success" ? RESPONSES.success.format({}) : err(result);
}

/** A text of our files as the byte string that stands there. */
export const utf8 = bytesOfText;

/** Characters of a value, escapes included, that the C server serves; the rest is cut off. */
const MAX_VALUE = 255;

/** As much of a value as is served. */
export function servedValue(value: string): string {
  if (value.length * 2 <= MAX_VALUE) return value;
  let left = MAX_VALUE;
  for (let at = 0; at < value.length; at++) {
    left -= '#\\"'.includes(value.charAt(at)) ? 2 : 1;
    if (left < 0) return value.slice(0, at);
  }
  return value;
}

/** A list as every LIST answers: the request is repeated before and after the rows. */
export function list(query: readonly string[], rows: readonly string[]): string {
  let text = `${RESPONSES.beginList.format({ query })}\n`;
  for (const row of rows) text += `${row}\n`;
  return text + RESPONSES.endList.format({ query });
}
