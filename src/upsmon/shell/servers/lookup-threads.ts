/** Threads for looking up names, so that a name server that hangs holds up nobody else's look-up. */
import type { Env } from "../../../system/files/paths.ts";

const MOST = 128;

/** Environment for so many servers: at most half of Node's four threads look names up. A set number stays. */
export const lookupThreads = (servers: number, { UV_THREADPOOL_SIZE: own }: Env): Env =>
  own === undefined && servers > 2 ? { UV_THREADPOOL_SIZE: String(Math.min(2 * servers, MOST)) } : {};
