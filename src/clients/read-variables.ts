import { NutClient } from "../netproto/client/nut-client.ts";
import { parseUpsId } from "../nut/ups-id.ts";
import type { Log } from "../system/log/log.ts";
import { reasonOf } from "../system/system-error.ts";

const PATIENCE_MS = 3000;

/** `ups@host`; empty when it cannot be read. Never rejects. */
export async function readVariables(ups: string, log: Log): Promise<ReadonlyMap<string, string>> {
  const id = parseUpsId(ups);
  if (!id?.upsname) return new Map();
  const signal = AbortSignal.timeout(PATIENCE_MS);
  try {
    const client = await NutClient.connect({ host: id.host, port: id.port, signal });
    try {
      return await client.listVar(id.upsname, { signal });
    } finally {
      await client.close();
    }
  } catch (error) {
    log.warning(`${ups}: its variables cannot be read for the message: ${reasonOf(error)}`);
    return new Map();
  }
}
