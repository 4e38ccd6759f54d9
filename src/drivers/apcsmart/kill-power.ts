/** The end of a shutdown: the load is turned off in the way that the options ask for. */
import type { Log } from "../../system/log/log.ts";
import type { Outcome } from "../types.ts";
import { turnOff, type WayOff } from "./off.ts";
import type { Supply } from "./options.ts";
import type { SmartLine } from "./smart-line.ts";
import { ASK_STATUS, parseStatus } from "./status.ts";

export interface KillPower {
  readonly line: SmartLine;
  readonly log: Log;
  readonly forcedMs: number;
  readonly waysOff: (supply: Supply) => readonly WayOff[];
}

/** Tries one way after the other, whether or not the UPS answers now. Throws DeviceError `lost`. */
export async function killPower({ line, log, forcedMs, waysOff }: KillPower): Promise<Outcome> {
  const supply = await supplyOf(line, log);
  for (const way of waysOff(supply)) {
    log.debug(1, `turning the load off: ${way.kind}`);
    if (await turnOff(way, { line, onLine: supply.onLine, forcedMs })) return "handled";
  }
  return "failed";
}

async function supplyOf(line: SmartLine, log: Log): Promise<Supply> {
  if (!(await line.goSmart(1))) log.warning("the device does not go into smart mode: it is told to turn off anyway");
  const status = parseStatus(await line.ask(ASK_STATUS));
  if (status) return { onLine: status.has("OL"), onBattery: status.has("OB") };
  log.warning("the device does not tell its status: it is taken to be on battery");
  return { onLine: false, onBattery: true };
}
