/** Where a short client is to go: `ups[@host[:port]]` or `host[:port]`, and what is wrong with it otherwise. */
import { DEFAULT_HOST, DEFAULT_PORT } from "../nut/ups-id.ts";

export interface HostTarget {
  readonly host: string;
  readonly port: number;
}

export interface UpsTarget extends HostTarget {
  readonly upsname: string;
}

export type Split<T> = { readonly kind: "ok"; readonly target: T } | { readonly kind: "wrong"; readonly why: string };

const wrong = (why: string): Split<never> => ({ kind: "wrong", why });

/** As strtol(3) reads it: blanks, digits, and whatever follows. */
function portOf(text: string): number | undefined {
  const port = Number.parseInt(text, 10);
  return port >= 1 && port <= 65_535 ? port : undefined;
}

function hostAndPort(host: string, port: string | undefined): Split<HostTarget> {
  if (port === undefined) return { kind: "ok", target: { host, port: DEFAULT_PORT } };
  const number = portOf(port);
  return number === undefined
    ? wrong(`"${port}" is not a port from 1 to 65535`)
    : { kind: "ok", target: { host, port: number } };
}

export function splitHost(text: string): Split<HostTarget> {
  if (text === "") return wrong("the host has no name");
  if (text.startsWith("[")) {
    const match = /^\[([^\]]+)\](?::(.*))?/.exec(text);
    return match?.[1] === undefined ? wrong("the ] behind the address is missing") : hostAndPort(match[1], match[2]);
  }
  const colon = text.indexOf(":");
  return colon < 0 ? hostAndPort(text, undefined) : hostAndPort(text.slice(0, colon), text.slice(colon + 1));
}

export function splitUps(text: string | undefined): Split<UpsTarget> {
  if (text === undefined) return wrong("none is named");
  const at = text.indexOf("@");
  if (text === "" || at === 0) return wrong("the UPS has no name");
  if (at < 0) {
    if (text.includes(":")) return wrong("a port stands behind a host");
    return { kind: "ok", target: { upsname: text, host: DEFAULT_HOST, port: DEFAULT_PORT } };
  }
  const split = splitHost(text.slice(at + 1));
  return split.kind === "ok" ? { kind: "ok", target: { upsname: text.slice(0, at), ...split.target } } : split;
}

export const wrongUps = (why: string): string =>
  `invalid UPS definition: ${why}; write <upsname>[@<hostname>[:<port>]]`;
