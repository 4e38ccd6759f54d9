/** The log of one device: its name in front where several share a process, and a debug level of its own. */
import { createLog, type Log } from "../../system/log/log.ts";

/** Lines go to `base` whatever its own debug level is: `driver.debug` of this device alone decides. */
export function deviceLog(base: Log, prefix: string, debugLevel: number): Log {
  const log = createLog((level, line, depth) => {
    if (level === "debug") base.debug(Math.min(depth, base.debugLevel), line);
    else base[level](line);
  }, debugLevel);
  return prefix === "" ? log : log.child(prefix);
}
