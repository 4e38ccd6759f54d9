import type { Env } from "../../system/files/paths.ts";

export const parseSeconds = (text: string): number | undefined =>
  /^\s*\+?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i.test(text) ? Number(text) : undefined;

export function environmentTimeoutMs(env: Env): number | undefined {
  const seconds = parseSeconds(env.NUT_DEFAULT_CONNECT_TIMEOUT ?? "");
  return seconds === undefined ? undefined : seconds * 1000;
}
