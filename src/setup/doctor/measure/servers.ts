/** What the servers of the MONITOR lines say: each is asked as upsmon asks it. */
import type { Monitor, UpsmonConf } from "../../../conf/upsmon-conf.ts";
import { NutClient } from "../../../netproto/client/nut-client.ts";
import type { TlsOptions } from "../../../netproto/client/tls-options.ts";
import { type ErrorCode, NutError } from "../../../nut/errors.ts";
import { parseStatus } from "../../../nut/status.ts";
import { fewAtOnce } from "../../../system/few-at-once.ts";
import { tlsSettings } from "../../../upsmon/shell/servers/tls-settings.ts";

export interface Refusal {
  readonly code: ErrorCode;
  /** In one line. */
  readonly text: string;
}

export type Attempt =
  | { readonly kind: "accepted" }
  | { readonly kind: "refused"; readonly why: Refusal }
  /** Not tried, because it might disturb. */
  | { readonly kind: "left-out"; readonly why: string };

export type UpsReading =
  | { readonly kind: "read"; readonly vars: ReadonlyMap<string, string> }
  | { readonly kind: "silent"; readonly why: Refusal };

export interface ReachedServer {
  readonly kind: "reached";
  readonly secure: boolean;
  readonly reading: UpsReading;
  /** Addresses that were logged in before we were; undefined where the server does not tell. */
  readonly clients: readonly string[] | undefined;
  readonly login: Attempt;
  /** Undefined for a secondary. */
  readonly primary: Attempt | undefined;
}

export interface MonitorLook {
  readonly monitor: Monitor;
  readonly server: ReachedServer | { readonly kind: "out-of-reach"; readonly why: Refusal };
}

const CONNECT_MS = 5000;

function refusalOf(error: unknown): Refusal {
  if (!(error instanceof NutError)) throw error;
  return { code: error.code, text: error.message };
}

async function attempt(ask: () => Promise<unknown>): Promise<Attempt> {
  try {
    await ask();
    return { kind: "accepted" };
  } catch (error) {
    return { kind: "refused", why: refusalOf(error) };
  }
}

async function readUps(client: NutClient, upsname: string): Promise<UpsReading> {
  try {
    return { kind: "read", vars: await client.listVar(upsname) };
  } catch (error) {
    return { kind: "silent", why: refusalOf(error) };
  }
}

/** A login counts as a machine that has to go down first: none is made while that matters. */
function outage(reading: UpsReading): string | undefined {
  const tokens = reading.kind === "read" ? parseStatus(reading.vars.get("ups.status") ?? "") : [];
  const found = tokens.find((token) => token === "OB" || token === "FSD");
  return found && `${found}: a login now would count as one more machine to wait for`;
}

async function logIn(client: NutClient, monitor: Monitor, reading: UpsReading): Promise<Attempt> {
  const why = outage(reading);
  if (why !== undefined) return { kind: "left-out", why };
  return attempt(async () => {
    await client.authenticate(monitor.username, monitor.password);
    await client.login(monitor.upsname);
  });
}

async function askServer(client: NutClient, monitor: Monitor): Promise<ReachedServer> {
  const { state } = client;
  const reading = await readUps(client, monitor.upsname);
  const clients = await client.listClient(monitor.upsname).catch(() => undefined);
  const login = await logIn(client, monitor, reading);
  const primary =
    monitor.role !== "primary"
      ? undefined
      : login.kind === "accepted"
        ? await attempt(() => client.primary(monitor.upsname))
        : login;
  return { kind: "reached", secure: state.kind === "up" && state.secure, reading, clients, login, primary };
}

async function lookAt(monitor: Monitor, tls: TlsOptions): Promise<MonitorLook> {
  let client: NutClient;
  try {
    const { host, port } = monitor;
    client = await NutClient.connect({ host, port, tls, connectTimeoutMs: CONNECT_MS });
  } catch (error) {
    return { monitor, server: { kind: "out-of-reach", why: refusalOf(error) } };
  }
  try {
    return { monitor, server: await askServer(client, monitor) };
  } catch (error) {
    return { monitor, server: { kind: "out-of-reach", why: refusalOf(error) } };
  } finally {
    await client.close();
  }
}

/** Logs in to each as its user, and out again. Never rejects for what a server says, or for TLS that cannot be set up. */
export async function lookAtServers(conf: UpsmonConf): Promise<readonly MonitorLook[]> {
  const looks = new Map<Monitor, MonitorLook>();
  try {
    const tlsFor = tlsSettings(conf);
    await fewAtOnce(conf.monitors, async (monitor) => looks.set(monitor, await lookAt(monitor, tlsFor(monitor))));
  } catch (error) {
    const why = refusalOf(error);
    return conf.monitors.map((monitor) => ({ monitor, server: { kind: "out-of-reach", why } }));
  }
  return conf.monitors.flatMap((monitor) => looks.get(monitor) ?? []);
}
