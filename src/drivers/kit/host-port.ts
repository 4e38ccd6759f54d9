/** The host that `port` of ups.conf names: `host`, `host:port`, `address`, `[address]:port`. */

export interface HostPort {
  readonly host: string;
  readonly port: number;
}

const BRACKETED = /^\[([^\]]+)\](?::(\d+))?$/;
const PLAIN = /^([^:]+)(?::(\d+))?$/;
const BARE_IPV6 = /^[\da-f:.]*:[\da-f:.]*:[\da-f:.]*(?:%.+)?$/i;

/** `port` where none is named. Undefined for what is no address. */
export function parseHostPort(text: string, port: number): HostPort | undefined {
  const said = text.trim();
  const found = BRACKETED.exec(said) ?? PLAIN.exec(said) ?? (BARE_IPV6.test(said) ? [said, said] : null);
  const host = found?.[1];
  const named = Number(found?.[2] ?? port);
  return host === undefined || named < 1 || named > 65_535 ? undefined : { host, port: named };
}

/** `host:port`, IPv6 in brackets. */
export const formatHostPort = ({ host, port }: HostPort): string =>
  `${host.includes(":") ? `[${host}]` : host}:${port}`;
