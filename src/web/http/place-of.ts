/** Where a request comes from: past the proxies that are trusted, whose word on it counts. */
import type { IncomingMessage } from "node:http";

export interface TrustedProxy {
  readonly addresses: ReadonlySet<string>;
  /** In lower case: the header in which the proxy says who has logged in there. */
  readonly userHeader: string;
}

/** An IPv4 address that came in over IPv6 is one of IPv4. */
const bare = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/i, "");

export const peerOf = (incoming: IncomingMessage): string => bare(incoming.socket.remoteAddress ?? "");

export const isProxy = (incoming: IncomingMessage, proxy: TrustedProxy | undefined): boolean =>
  proxy?.addresses.has(peerOf(incoming)) === true;

const headerText = (incoming: IncomingMessage, name: string): string | undefined => {
  const value = incoming.headers[name];
  return typeof value === "string" ? value : value?.join(",");
};

/** The last address of X-Forwarded-For that is no proxy of ours: those in front of it can be made up. */
export function clientAddress(incoming: IncomingMessage, proxy: TrustedProxy | undefined): string {
  const peer = peerOf(incoming);
  if (!proxy || !isProxy(incoming, proxy)) return peer;
  const forwarded = (headerText(incoming, "x-forwarded-for") ?? "").split(",").map((word) => bare(word.trim()));
  return forwarded.findLast((address) => address !== "" && !proxy.addresses.has(address)) ?? peer;
}

/** Who has logged in at the proxy; undefined where nobody has, or the request is not the proxy's. */
export function proxyUser(incoming: IncomingMessage, proxy: TrustedProxy | undefined): string | undefined {
  if (!proxy || !isProxy(incoming, proxy)) return undefined;
  return headerText(incoming, proxy.userHeader)?.trim() || undefined;
}

/** Whether the browser has come by HTTPS. */
export const cameSecure = (incoming: IncomingMessage, proxy: TrustedProxy | undefined): boolean =>
  "encrypted" in incoming.socket ||
  (isProxy(incoming, proxy) && headerText(incoming, "x-forwarded-proto")?.trim() === "https");
