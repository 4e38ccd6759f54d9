/** A UPS of another NUT server, for the repeater: what `NutClient` gives, in the shape that drivers know. */
import type { UpstreamUps, UpstreamWho } from "../../device/openers.ts";
import { DeviceError, type Reported } from "../../drivers/types.ts";
import { NutClient } from "../../netproto/client/nut-client.ts";
import { type ErrorCode, NutError } from "../../nut/errors.ts";
import { formatUpsId, type UpsId } from "../../nut/ups-id.ts";
import { NUMBER, string, type VarType } from "../../nut/var-type.ts";
import type { Clock } from "../../system/clock.ts";
import { type AuthParts, upstreamAuth } from "../control/upstream-auth.ts";

/** The server answers and has no data: the connection stays. */
const STALE: ReadonlySet<ErrorCode> = new Set(["data-stale", "driver-not-connected"]);
/** The server answers and will go on answering like this until somebody changes something there. */
const REFUSED: ReadonlySet<ErrorCode> = new Set([
  "unknown-ups",
  "access-denied",
  "cmd-not-supported",
  "var-not-supported",
]);

function faultOf(error: unknown): unknown {
  if (!(error instanceof NutError)) return error;
  if (STALE.has(error.code)) return new DeviceError("stale", error.message, { cause: error });
  if (REFUSED.has(error.code)) return error;
  if (error.code === "configuration") return new DeviceError("configuration", error.message, { cause: error });
  return new DeviceError("lost", error.message, { cause: error });
}

const guarded = async <T>(call: Promise<T>): Promise<T> => {
  try {
    return await call;
  } catch (error) {
    throw faultOf(error);
  }
};

class Upstream implements UpstreamUps {
  readonly #client: NutClient;
  readonly #ups: string;
  readonly asUser: boolean;
  /** Types of the writable variables, asked for once per set of names. */
  #types = new Map<string, Reported["type"]>();
  #names = "";

  constructor(client: NutClient, ups: string, asUser: boolean) {
    this.#client = client;
    this.#ups = ups;
    this.asUser = asUser;
  }

  read(): Promise<ReadonlyMap<string, Reported>> {
    return guarded(this.#read());
  }

  async #read(): Promise<ReadonlyMap<string, Reported>> {
    const values = await this.#client.listVar(this.#ups);
    const names = [...values.keys()].join(" ");
    if (names !== this.#names) {
      this.#types = await this.#readTypes();
      this.#names = names;
    }
    return new Map([...values].map(([name, value]) => [name, this.#report(name, value)]));
  }

  #report(name: string, value: string): Reported {
    if (!this.#types.has(name)) return { value };
    const type = this.#types.get(name);
    return type === undefined ? { value, rw: true } : { value, rw: true, type };
  }

  async #readTypes(): Promise<Map<string, Reported["type"]>> {
    const writable = await this.#writable();
    const types = await Promise.all(writable.map((name) => this.#readType(name)));
    return new Map(writable.map((name, i) => [name, types[i]]));
  }

  /** Some servers refuse this list (UniFi's): then nothing is writable. */
  async #writable(): Promise<readonly string[]> {
    try {
      return [...(await this.#client.listRw(this.#ups)).keys()];
    } catch (error) {
      if (error instanceof NutError && error.code !== "server-disconnected") return [];
      throw error;
    }
  }

  async #readType(name: string): Promise<VarType | undefined> {
    const info = await this.#client.type(this.#ups, name);
    const max = info.maxLength === undefined ? {} : { max: info.maxLength };
    if (info.enumeration) return { kind: "enum", values: await this.#client.listEnum(this.#ups, name), ...max };
    if (info.range) return { kind: "range", ranges: await this.#client.listRange(this.#ups, name), ...max };
    return info.maxLength === undefined ? NUMBER : string(info.maxLength);
  }

  commands(): Promise<readonly string[]> {
    return guarded(this.#client.listCmd(this.#ups));
  }

  async setvar(name: string, value: string): Promise<void> {
    await guarded(this.#client.set(this.#ups, name, value));
  }

  async instcmd(name: string, param?: string): Promise<void> {
    await guarded(this.#client.instcmd(this.#ups, name, { param }));
  }

  async close(): Promise<void> {
    await this.#client.close();
  }
}

/** Throws DeviceError: `lost` with the server's name when it cannot be reached, `configuration` as `upstreamAuth` does. */
export async function openUpstream(
  id: UpsId,
  who: UpstreamWho,
  parts: AuthParts & { readonly clock: Clock },
): Promise<UpstreamUps> {
  const { upsname, host, port } = id;
  if (upsname === undefined) throw new DeviceError("configuration", `${formatUpsId(id)} names no UPS`);
  const connected = async (): Promise<UpstreamUps> => {
    const { login, tls } = upstreamAuth(id, who, parts);
    const { clock, log } = parts;
    const client = await NutClient.connect({ host, port, clock, log, tls, ...login });
    return new Upstream(client, upsname, login !== undefined);
  };
  return guarded(connected());
}
