/**
 * A connection on which a card calls when something changes. It is asked for over HTTP; the card names a port of its own
 * and a number by which it knows us again there:
 *
 *     we     POST <Subscribe>…</Subscribe>           card  <Port>4000</Port> <Secret>12345</Secret>
 *     we     <Subscription Identification="12345">   card  <Subscription Answer="ok">, then alarms as they come
 */
import type { HttpSession } from "../../device/http.ts";
import type { TcpOpener, TcpStream } from "../../device/tcp.ts";
import { DeviceError } from "../types.ts";

/** A card that is silent for so long is asked anew, as by the C driver. */
const SILENT_MS = 180_000;

export interface Subscriber {
  readonly page: string;
  /** Where the card is. */
  readonly host: string;
  /** The name by which the card lists us. */
  readonly hostname: string;
  readonly shutdownDuration: number;
  /** Undefined: none. */
  readonly shutdownTimer: number | undefined;
  readonly timeoutMs: number;
}

const requestOf = ({ hostname, shutdownDuration, shutdownTimer }: Subscriber): string =>
  [
    '<?xml version="1.0"?>',
    "<Subscribe>",
    "<Class>nutts netxml-ups</Class>",
    "<Type>connected socket</Type>",
    `<HostName>${hostname}</HostName>`,
    "<XMLClientParameters>",
    `<ShutdownDuration>${shutdownDuration}</ShutdownDuration>`,
    `<ShutdownTimer>${shutdownTimer || "NONE"}</ShutdownTimer>`,
    "<AutoConfig>LOCAL</AutoConfig>",
    "<OutletGroup>1</OutletGroup>",
    "</XMLClientParameters>",
    "<Warning></Warning>",
    "</Subscribe>",
    "",
  ].join("\n");

const refused = (why: string): DeviceError => new DeviceError("stale", `the card does not let us subscribe: ${why}`);

const numberIn = (body: string, tag: string): number | undefined => {
  const digits = new RegExp(`<${tag}>\\s*(\\d{1,10})\\s*<`, "i").exec(body)?.[1];
  return digits === undefined ? undefined : Number(digits);
};

async function answer(stream: TcpStream, ms: number): Promise<string> {
  const bytes = await stream.read(ms);
  return Buffer.from(bytes ?? []).toString("latin1");
}

/** An open connection; throws DeviceError. */
export async function subscribe(session: HttpSession, tcp: TcpOpener, subscriber: Subscriber): Promise<TcpStream> {
  const { host, page, timeoutMs } = subscriber;
  const { status, body } = await session.post(page, "text/xml", requestOf(subscriber));
  const [port, secret] = [numberIn(body, "Port"), numberIn(body, "Secret")];
  if (status !== 200) throw refused(`HTTP ${status} for ${page}`);
  if (port === undefined || port < 1 || port > 65_535 || secret === undefined)
    throw refused("it names no port and secret");
  const stream = await tcp.open({ host, port }, timeoutMs);
  try {
    await stream.write(Buffer.from(`<Subscription Identification="${secret}"></Subscription>\0`));
    if (!/answer="ok"/i.test(await answer(stream, timeoutMs))) throw refused("it does not take its own secret");
    return stream;
  } catch (error) {
    await stream.close();
    throw error;
  }
}

/** Calls `changed` for whatever comes; resolves when the connection has ended or been silent for too long. */
export async function listen(stream: TcpStream, changed: () => void): Promise<void> {
  try {
    while ((await stream.read(SILENT_MS)) !== undefined) changed();
  } catch (error) {
    if (!(error instanceof DeviceError)) throw error;
  } finally {
    await stream.close();
  }
}
