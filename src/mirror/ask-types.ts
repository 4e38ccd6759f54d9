/** Which variables of a UPS can be set, and what they take. */
import type { NutClient } from "../netproto/client/nut-client.ts";
import { NutError } from "../nut/errors.ts";
import { NUMBER, string, type VarType } from "../nut/var-type.ts";

/** Some servers refuse this list (UniFi's): then nothing is writable. */
async function askWritable(client: NutClient, ups: string): Promise<readonly string[]> {
  try {
    return [...(await client.listRw(ups)).keys()];
  } catch (error) {
    if (error instanceof NutError && error.code !== "server-disconnected") return [];
    throw error;
  }
}

async function askType(client: NutClient, ups: string, name: string): Promise<VarType> {
  const info = await client.type(ups, name);
  const max = info.maxLength === undefined ? {} : { max: info.maxLength };
  if (info.enumeration) return { kind: "enum", values: await client.listEnum(ups, name), ...max };
  if (info.range) return { kind: "range", ranges: await client.listRange(ups, name), ...max };
  return info.maxLength === undefined ? NUMBER : string(info.maxLength);
}

/** Rejects with NutError. */
export async function askTypes(client: NutClient, ups: string): Promise<ReadonlyMap<string, VarType>> {
  const names = await askWritable(client, ups);
  return new Map(await Promise.all(names.map(async (name) => [name, await askType(client, ups, name)] as const)));
}
