/** The time to connect, in seconds, as people write it: NUT_DEFAULT_CONNECT_TIMEOUT and `-W`. */
import type { Env } from "../../system/files/paths.ts";

/** Seconds, with or without a fraction; undefined when the text is none. */
export const parseSeconds = (text: string): number | undefined =>
  /^\s*\+?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i.test(text) ? Number(text) : undefined;

/** NUT_DEFAULT_CONNECT_TIMEOUT in milliseconds; undefined when it is absent or no number. */
export function environmentTimeoutMs(env: Env): number | undefined {
  const seconds = parseSeconds(env.NUT_DEFAULT_CONNECT_TIMEOUT ?? "");
  return seconds === undefined ? undefined : seconds * 1000;
}
