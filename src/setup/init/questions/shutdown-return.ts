/** Whether upsmon tells the UPSes, through their running drivers, to go off at the end and on again with the mains. */
import type { Asker } from "../../../cli/asker.ts";
import { readUpsmonConf } from "../../../conf/upsmon-conf.ts";
import type { Given } from "../flags.ts";
import type { UpsReading } from "../trial.ts";

/** What upsmon sends, and what it sends where SHUTDOWNCMD fails: a machine that stays up must not lose its power. */
export const RETURN_COMMANDS = ["shutdown.return", "shutdown.stop"] as const;

const DELAY = "ups.delay.shutdown";

/** Its delay must be ours to choose: the UPS would not wait for the slowest machine. */
const canReturn = (reading: UpsReading): boolean =>
  reading.kind === "read" &&
  reading.settable.has(DELAY) &&
  RETURN_COMMANDS.every((command) => reading.commands.has(command));

export async function askShutdownReturn(
  { shutdownReturn }: Given,
  readings: ReadonlyMap<string, UpsReading>,
  upsmonConf: string,
  asker: Asker,
): Promise<boolean> {
  if (shutdownReturn !== undefined) return shutdownReturn;
  const { settings, places } = readUpsmonConf(upsmonConf, "upsmon.conf");
  if (places.has("shutdownreturn")) return settings.shutdownreturn;
  const able = [...readings].flatMap(([name, reading]) => (canReturn(reading) ? [name] : []));
  if (able.length === 0) return false;
  return asker.confirm({
    question: `${able.join(", ")}: tell it at the end of a shutdown to go off, and on again with the mains?`,
    option: "--shutdown-return",
    usual: true,
  });
}
