/** What UPSes say, asked as any client of NUT does; a connection is kept for as long as it works. */
import { NutClient } from "../../netproto/client/nut-client.ts";
import { parseDecimal } from "../../nut/decimal.ts";
import { NutError } from "../../nut/errors.ts";
import { parseStatus } from "../../nut/status.ts";
import { parseUpsId } from "../../nut/ups-id.ts";
import type { Power } from "./state.ts";

export type PowerReader = (ups: string) => Promise<Power | undefined>;

const PATIENCE_MS = 4000;

/** Forced shutdown: mains may be there, and the UPS goes off all the same. */
const UNSURE = new Set(["FSD", "OFF", "BYPASS"]);

/** Undefined where the status does not say, or mains cannot be trusted. */
export function powerOf(status: string, charge: string, runtime: string): Power | undefined {
  const tokens = parseStatus(status.toUpperCase());
  const measured = { charge: parseDecimal(charge), runtime: parseDecimal(runtime) };
  if (tokens.includes("OB")) return { mains: false, ...measured };
  if (!tokens.includes("OL") || tokens.some((token) => UNSURE.has(token))) return undefined;
  return { mains: true, ...measured };
}

const lacks = (error: unknown): string => {
  if (error instanceof NutError && error.code === "var-not-supported") return "";
  throw error;
};

async function ask(client: NutClient, ups: string, signal: AbortSignal): Promise<Power | undefined> {
  const get = (name: string): Promise<string> => client.getVar(ups, name, { signal });
  const status = await get("ups.status");
  const [charge, runtime] = [await get("battery.charge").catch(lacks), await get("battery.runtime").catch(lacks)];
  return powerOf(status, charge, runtime);
}

/** Never rejects. `close` ends the connections. */
export function powerReader(): { readonly read: PowerReader; readonly close: () => Promise<void> } {
  const clients = new Map<string, NutClient>();
  const read: PowerReader = async (ups) => {
    const id = parseUpsId(ups);
    if (!id?.upsname) return undefined;
    const signal = AbortSignal.timeout(PATIENCE_MS);
    try {
      const client = clients.get(ups) ?? (await NutClient.connect({ host: id.host, port: id.port, signal }));
      clients.set(ups, client);
      return await ask(client, id.upsname, signal);
    } catch {
      const broken = clients.get(ups);
      clients.delete(ups);
      await broken?.close().catch(() => undefined);
      return undefined;
    }
  };
  const close = async (): Promise<void> => {
    await Promise.all([...clients.values()].map((client) => client.close().catch(() => undefined)));
  };
  return { read, close };
}
