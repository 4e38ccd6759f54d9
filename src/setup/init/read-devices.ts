/** Readings of devices: from an upsd that runs, else from drivers that are tried out. */
import { parseUpsdConf } from "../../conf/upsd-conf.ts";
import { parseUpsId } from "../../nut/ups-id.ts";
import type { Env } from "../../system/files/paths.ts";
import type { ServerAnswer } from "./answers.ts";
import { localServer } from "./plan-texts.ts";
import { loginComplaint } from "./questions/server.ts";
import { readUpses, type Server, TRIAL_MS, trialUpsConf, type UpsReading, withTrial } from "./trial.ts";

const allRead = (readings: ReadonlyMap<string, UpsReading>): boolean =>
  [...readings.values()].every(({ kind }) => kind === "read");

export const serverOf = (upsdConf: string): Server => {
  const { host, port } = localServer(parseUpsdConf(upsdConf).listen);
  return { host, port };
};

/** Reads UPSes by the sections of a ups.conf. */
export async function readDevices(
  upsConf: string,
  upsdConf: string,
  names: readonly string[],
  confPath: string,
  env: Env,
): Promise<ReadonlyMap<string, UpsReading>> {
  const served = await readUpses(serverOf(upsdConf), names, 0);
  if (allRead(served)) return served;
  const text = trialUpsConf(upsConf, names, confPath);
  return withTrial(text, env, async (trial) => {
    const readings = await readUpses(trial, names, TRIAL_MS, () => trial.ended());
    const why = trial.ended() ?? trial.complaint();
    const explained = [...readings].map(([name, reading]): [string, UpsReading] => [
      name,
      reading.kind === "silent" && why !== undefined ? { kind: "silent", why } : reading,
    ]);
    return new Map(explained);
  });
}

/** Reads the UPS of another server, and tries the login that upsmon will use. */
export async function readServer(server: ServerAnswer): Promise<UpsReading> {
  const { host, port, upsname = "" } = parseUpsId(server.system) ?? { host: "", port: 0 };
  const reading = (await readUpses({ host, port }, [upsname], 0)).get(upsname);
  const why = await loginComplaint(server);
  if (why !== undefined) return { kind: "silent", why };
  return reading ?? { kind: "silent", why: "it was not read" };
}
