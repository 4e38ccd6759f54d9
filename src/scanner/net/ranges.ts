/** Ranges of addresses, as `-s`, `-e` and `-m` of nut-scanner give them. */
import { NutError } from "../../nut/errors.ts";
import { BITS, formatIp, type Ip, parseIp } from "./ip.ts";

export interface AddressRange {
  readonly family: 4 | 6;
  readonly first: bigint;
  readonly last: bigint;
}

/** So many addresses are looked at in one go: a day's work at a second for a thousand. */
export const MOST_ADDRESSES = 1n << 24n;

export const sizeOf = (ranges: readonly AddressRange[]): bigint =>
  ranges.reduce((sum, { first, last }) => sum + last - first + 1n, 0n);

/** One after the other, each made when it is asked for. */
export function* addressesOf(ranges: readonly AddressRange[]): Generator<string> {
  for (const { family, first, last } of ranges)
    for (let value = first; value <= last; value++) yield formatIp({ family, value });
}

export const holds = (ranges: readonly AddressRange[], { family, value }: Ip): boolean =>
  ranges.some((range) => range.family === family && range.first <= value && value <= range.last);

const wrong = (text: string): NutError => new NutError("usage", text);

/** In either order. Throws NutError `usage` where one is IPv4 and the other IPv6. */
export function rangeBetween(a: Ip, b: Ip): AddressRange {
  if (a.family !== b.family) throw wrong(`${formatIp(a)} and ${formatIp(b)} are no range: write two of one IP version`);
  const [first, last] = a.value <= b.value ? [a.value, b.value] : [b.value, a.value];
  return { family: a.family, first, last };
}

/** The network of `bits` bits that an address is in. */
export function networkOf({ family, value }: Ip, bits: number): AddressRange {
  const hosts = (1n << BigInt(BITS[family] - bits)) - 1n;
  return { family, first: value & ~hosts, last: value | hosts };
}

export const unbracketed = (text: string): string => /^\[(.*)\]$/.exec(text)?.[1] ?? text;

/** The address and the bits of `address/bits`. Throws NutError `usage`. */
export function splitCidr(text: string): { readonly host: string; readonly bits: number } {
  const [, host, bits] = /^([^/]+)\/(\d{1,3})$/.exec(text) ?? [];
  if (host === undefined || bits === undefined)
    throw wrong(`-m ${text}: write a network as address/bits (192.168.1.0/24), or auto for those of this machine`);
  return { host: unbracketed(host), bits: Number(bits) };
}

/** Throws NutError `usage` for a mask that no address of this version has. */
export function cidrRange(ip: Ip, bits: number): AddressRange {
  if (bits < 1 || bits > BITS[ip.family])
    throw wrong(`-m ${formatIp(ip)}/${bits}: the bits are 1 to ${BITS[ip.family]} with IPv${ip.family}`);
  return networkOf(ip, bits);
}

/** Throws NutError `usage` for more than can be looked at. */
export function checkSize(ranges: readonly AddressRange[]): void {
  const size = sizeOf(ranges);
  if (size > MOST_ADDRESSES)
    throw wrong(
      `${size} addresses are more than the ${MOST_ADDRESSES} that are looked at in one go: give less of them`,
    );
}

/** Addresses of names are the system's business. */
export type Resolve = (name: string) => Promise<string>;

/** Throws NutError `usage` for what is neither address nor a known name. */
export async function ipOf(text: string, resolve: Resolve): Promise<Ip> {
  const given = unbracketed(text);
  const ip = parseIp(given) ?? parseIp(await resolve(given).catch(() => ""));
  if (ip) return ip;
  throw wrong(`${text} is no address, and no host has this name`);
}
