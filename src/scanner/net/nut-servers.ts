/** NUT servers: the UPSes that each of them lists, to be followed by the repeater (dummy-ups). */
import { NutClient } from "../../netproto/client/nut-client.ts";
import { NutError } from "../../nut/errors.ts";
import { DEFAULT_PORT } from "../../nut/ups-id.ts";
import type { FoundOption, ScannedDevice } from "../found.ts";

export interface NutScan {
  readonly port: number;
  /** Milliseconds to connect, and again for each answer. */
  readonly timeoutMs: number;
  readonly debug: (text: string) => void;
}

/** `host`, `host:port`, `[address]:port`. */
export function hostPort(host: string, port: number): string {
  const name = host.includes(":") ? `[${host}]` : host;
  return port === DEFAULT_PORT ? name : `${name}:${port}`;
}

export const served = (
  upsname: string | undefined,
  host: string,
  port: number,
  options: readonly FoundOption[] = [],
): ScannedDevice => ({
  kind: "NUT",
  driver: "dummy-ups",
  port: upsname === undefined ? hostPort(host, port) : `${upsname}@${hostPort(host, port)}`,
  options,
});

/** Undefined where nobody answers as a NUT server does. */
export async function upsNames(
  host: string,
  { port, timeoutMs, debug }: NutScan,
  signal: AbortSignal,
): Promise<readonly string[] | undefined> {
  const client = new NutClient({ host, port, connectTimeoutMs: timeoutMs, answerTimeoutMs: timeoutMs });
  try {
    await client.connect({ signal });
    const names = [...(await client.listUps({ signal })).keys()];
    await client.close();
    return names;
  } catch (error) {
    if (!(error instanceof NutError)) throw error;
    debug(`${hostPort(host, port)}: ${error.message}\n`);
    return undefined;
  } finally {
    client.destroy();
  }
}

export const nutServer =
  (scan: NutScan) =>
  async (host: string, signal: AbortSignal): Promise<readonly ScannedDevice[]> =>
    ((await upsNames(host, scan, signal)) ?? []).map((upsname) => served(upsname, host, scan.port));
