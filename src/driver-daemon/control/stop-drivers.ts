import type { Io } from "../../cli/program.ts";
import type { Machine } from "../../daemon/run-daemon.ts";
import type { Log } from "../../system/log/log.ts";
import { askForList, askToStop } from "../host/control-socket.ts";
import type { DriverUps } from "../host/driver-conf.ts";
import { dismiss } from "../host/predecessor.ts";

/** True when the driver has ended. Nobody there is a failure, as upsdrvctl has it. */
export async function stopDriver(ups: DriverUps, io: Io, machine: Machine, log: Log): Promise<boolean> {
  const outcome = await dismiss(ups, machine, log);
  if (outcome === "left") return true;
  const what = `driver ${ups.driver} for ${ups.upsname}`;
  io.err(
    outcome === "none"
      ? `Failed to stop the ${what}: nobody listens on ${ups.socketPath}, and ${ups.pidFile} leads to no process\n`
      : `Failed to stop the ${what}: it was told to and still runs\n`,
  );
  return false;
}

export async function stopForgotten(
  sockets: readonly string[],
  known: ReadonlySet<string>,
  io: Io,
  { clock }: Machine,
): Promise<boolean> {
  let good = true;
  for (const socket of sockets) {
    for (const upsname of ((await askForList(socket, clock)) ?? []).filter((name) => !known.has(name))) {
      const stopped = await askToStop(socket, upsname, clock);
      io.err(`[${upsname}] is in ups.conf no more: ${stopped ? "stopped" : "does not end"}\n`);
      good &&= stopped;
    }
  }
  return good;
}
