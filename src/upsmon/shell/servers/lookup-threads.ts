/** Threads for looking up names, so that a name server that hangs holds up nobody else's look-up. */
import type { Env } from "../../../system/files/paths.ts";

const MOST = 128;

/**
 * What is added to the environment of a process that watches so many servers. Only half of Node's threads may wait for
 * name servers at a time, and of itself it has four. Whoever has set a number is left alone.
 */
export const lookupThreads = (servers: number, { UV_THREADPOOL_SIZE: own }: Env): Env =>
  own === undefined && servers > 2 ? { UV_THREADPOOL_SIZE: String(Math.min(2 * servers, MOST)) } : {};
