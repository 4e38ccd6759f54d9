/** How long machines take to go down: as the command line says, else upsmon.conf, else as it was measured here. */
import type { UpsmonConf } from "../conf/upsmon-conf.ts";
import type { Files } from "../system/files/files.ts";
import { historyOfText, slowest } from "../upsmon/core/shutdown-history.ts";
import { type Times, timeFor } from "./wishes.ts";

export const THIS_MACHINE = "this machine";

/** Undefined where nobody knows. */
export type KnownTime = (name: string) => number | undefined;

/** What upsmon measured on this machine; a record that cannot be read tells nothing. */
function measured({ shutdownrecord }: UpsmonConf, files: Pick<Files, "read">): number | undefined {
  if (shutdownrecord === undefined) return undefined;
  try {
    return slowest(historyOfText(files.read(shutdownrecord, "state") ?? "").measured);
  } catch {
    return undefined;
  }
}

export function knownTimes(wished: Times, conf: UpsmonConf, files: Pick<Files, "read">): KnownTime {
  const configured = (name: string): number | undefined =>
    conf.shutdownTimes.find(({ host = THIS_MACHINE }) => host === name)?.seconds;
  return (name) =>
    timeFor(wished, name) ?? configured(name) ?? (name === THIS_MACHINE ? measured(conf, files) : undefined);
}
