/** IP addresses as numbers, so that there is a next one. */
import { isIP } from "node:net";

export interface Ip {
  readonly family: 4 | 6;
  readonly value: bigint;
}

export const BITS = { 4: 32, 6: 128 } as const;

const HEXTET = 16n;
const OCTET = 8n;

const joined = (parts: readonly number[], bits: bigint): bigint =>
  parts.reduce((value, part) => (value << bits) | BigInt(part), 0n);

const parted = (value: bigint, count: number, bits: bigint): readonly number[] =>
  Array.from({ length: count }, (_, at) => Number((value >> (bits * BigInt(count - 1 - at))) & ((1n << bits) - 1n)));

/** As URLs write it: the longest run of zeros as `::`, no dots. */
const canonical = (text: string): string => new URL(`http://[${text}]`).hostname.slice(1, -1);

const hextets = (text: string): readonly number[] =>
  text === "" ? [] : text.split(":").map((part) => Number(`0x${part}`));

function ipv6(text: string): bigint {
  const [head = [], tail = []] = canonical(text).split("::").map(hextets);
  const zeros = Array.from({ length: 8 - head.length - tail.length }, () => 0);
  return joined([...head, ...zeros, ...tail], HEXTET);
}

/** Undefined for what is no address, or one with a zone (`fe80::1%eth0`). */
export function parseIp(text: string): Ip | undefined {
  switch (text.includes("%") ? 0 : isIP(text)) {
    case 4:
      return { family: 4, value: joined(text.split(".").map(Number), OCTET) };
    case 6:
      return { family: 6, value: ipv6(text) };
    default:
      return undefined;
  }
}

export const formatIp = ({ family, value }: Ip): string =>
  family === 4
    ? parted(value, 4, OCTET).join(".")
    : canonical(
        parted(value, 8, HEXTET)
          .map((part) => part.toString(16))
          .join(":"),
      );
