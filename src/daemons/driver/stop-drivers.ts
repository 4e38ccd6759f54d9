/** `nutts driver stop`: ends drivers, in a host or in a process of their own, ours or the C project's. */
import type { Io } from "../../cli/program.ts";
import type { Log } from "../../host/log.ts";
import type { DaemonHost } from "../lifecycle.ts";
import type { DriverUps } from "./driver-conf.ts";
import { dismiss } from "./predecessor.ts";

/** True when the driver has ended. Nobody there is a failure, as upsdrvctl has it. */
export async function stopDriver(ups: DriverUps, io: Io, host: DaemonHost, log: Log): Promise<boolean> {
  const outcome = await dismiss(ups, host, log);
  if (outcome === "left") return true;
  const what = `driver ${ups.driver} for ${ups.upsname}`;
  io.err(
    outcome === "none"
      ? `Failed to stop the ${what}: nobody listens on ${ups.socketPath}, and ${ups.pidFile} leads to no process\n`
      : `Failed to stop the ${what}: it was told to and still runs\n`,
  );
  return false;
}
