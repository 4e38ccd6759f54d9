/** A UPS of another NUT server, for the repeater: a mirror of it, in the shape that drivers know. */
import type { UpstreamUps, UpstreamWho } from "../../device/openers.ts";
import { DeviceError, type Reported } from "../../drivers/types.ts";
import { readFaultOf } from "../../mirror/fault.ts";
import { errorIn, UNASKED, type UpsSnapshot } from "../../mirror/snapshot.ts";
import { UpsMirror } from "../../mirror/ups-mirror.ts";
import { NutClient } from "../../netproto/client/nut-client.ts";
import { isDrillVariable } from "../../nut/drill.ts";
import { NutError } from "../../nut/errors.ts";
import { formatUpsId, type UpsId } from "../../nut/ups-id.ts";
import type { Clock } from "../../system/clock.ts";
import { type AuthParts, upstreamAuth } from "../control/upstream-auth.ts";

function asDeviceError(error: unknown): unknown {
  if (!(error instanceof NutError)) return error;
  const fault = readFaultOf(error);
  return fault === "refused" ? error : new DeviceError(fault, error.message, { cause: error });
}

const guarded = async <T>(call: Promise<T>): Promise<T> => {
  try {
    return await call;
  } catch (error) {
    throw asDeviceError(error);
  }
};

/** A variable without a type can only be read. */
function reportOf(name: string, value: string, writable: UpsSnapshot["writable"]): Reported {
  const type = writable.get(name);
  return type === undefined ? { value } : { value, rw: true, type };
}

class Upstream implements UpstreamUps {
  readonly #mirror: UpsMirror;
  readonly #ups: string;
  readonly asUser: boolean;

  constructor(mirror: UpsMirror, ups: string, asUser: boolean) {
    this.#mirror = mirror;
    this.#ups = ups;
    this.asUser = asUser;
  }

  read(): Promise<ReadonlyMap<string, Reported>> {
    return guarded(this.#read());
  }

  async #read(): Promise<ReadonlyMap<string, Reported>> {
    const answer = (await this.#mirror.refresh()).get(this.#ups);
    const error = answer && errorIn(answer);
    if (error) throw error;
    const { values, writable } = this.#mirror.upses.get(this.#ups) ?? UNASKED;
    const own = [...values].filter(([name]) => !isDrillVariable(name));
    return new Map(own.map(([name, value]) => [name, reportOf(name, value, writable)]));
  }

  commands(): Promise<readonly string[]> {
    return this.#asked((client) => client.listCmd(this.#ups));
  }

  async setvar(name: string, value: string): Promise<void> {
    await this.#asked((client) => client.set(this.#ups, name, value));
  }

  async instcmd(name: string, param?: string): Promise<void> {
    await this.#asked((client) => client.instcmd(this.#ups, name, { param }));
  }

  #asked<T>(ask: (client: NutClient) => Promise<T>): Promise<T> {
    return guarded(this.#mirror.client().then(ask));
  }

  async close(): Promise<void> {
    await this.#mirror.close();
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
    // Once lost it stays lost: the driver says so, and opens anew.
    const connect = (): Promise<NutClient> => Promise.resolve(client);
    const mirror = new UpsMirror({ connect, clock, wanted: { upses: [upsname], variables: "all", types: true } });
    await mirror.client();
    return new Upstream(mirror, upsname, login !== undefined);
  };
  return guarded(connected());
}
