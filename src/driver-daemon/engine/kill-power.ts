/** Turning the load off at the end of a shutdown: `sdcommands` of ups.conf, else what the driver does by default. */
import type { Driver, Outcome } from "../../drivers/types.ts";
import type { Log } from "../../system/log/log.ts";
import { reasonOf } from "../../system/system-error.ts";

export const DEFAULT_SHUTDOWN = "shutdown.default";

async function runOne(driver: Driver, command: string, log: Log): Promise<Outcome> {
  try {
    return await (command === DEFAULT_SHUTDOWN ? driver.killpower() : driver.instcmd(command));
  } catch (error) {
    log.error(`${command}: ${reasonOf(error)}`);
    return "failed";
  }
}

/** Tries one command after the other until the device takes one; answers which, or undefined. */
export async function killPower(
  driver: Driver,
  commands: readonly string[] | undefined,
  log: Log,
): Promise<string | undefined> {
  for (const command of commands ?? [DEFAULT_SHUTDOWN]) {
    const result = await runOne(driver, command, log);
    if (result === "handled") {
      log.notice(`shutdown request was successful with '${command}'`);
      return command;
    }
    log.warning(`shutdown request with '${command}': ${result}`);
  }
  log.error("shutdown request(s) failed: the device was asked in every way it is set up for");
  return undefined;
}
