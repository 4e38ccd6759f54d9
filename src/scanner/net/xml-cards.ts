/** Network cards that speak XML over HTTP: those at some addresses, or all that hear a broadcast. */
import type { NetworkInterfaceInfo } from "node:os";
import type { Clock } from "../../system/clock.ts";
import { reasonOf } from "../../system/system-error.ts";
import type { Survey } from "../../transport/udp-survey.ts";
import type { ScannedDevice } from "../found.ts";
import { formatIp, parseIp } from "./ip.ts";
import { type AddressRange, addressesOf, holds, networkOf } from "./ranges.ts";
import { MOST_BYTES, readReply } from "./xml-reply.ts";

export interface XmlScan {
  readonly survey: (survey: Survey) => Promise<void>;
  /** Empty: a broadcast. */
  readonly ranges: readonly AddressRange[];
  readonly networks: () => readonly Pick<NetworkInterfaceInfo, "cidr" | "internal" | "family">[];
  readonly timeoutMs: number;
  readonly clock: Clock;
  readonly warn: (text: string) => void;
}

const PORT = 4679;
const QUESTION = Buffer.from("<SCAN_REQUEST/>");
const EVERYWHERE = "255.255.255.255";
/** More than answer in any network; a stranger that makes up addresses fills no memory. */
const MOST_CARDS = 4096;

/** Of each network of this machine: the system sends one to everywhere by one interface alone. */
function broadcasts({ networks }: XmlScan): readonly string[] {
  const own = networks().flatMap(({ cidr, internal, family }) => {
    const [address = "", bits = ""] = (internal || family !== "IPv4" ? "" : (cidr ?? "")).split("/");
    const ip = parseIp(address);
    return ip && Number(bits) < 31 ? [formatIp({ family: 4, value: networkOf(ip, Number(bits)).last })] : [];
  });
  return [...new Set([EVERYWHERE, ...own])];
}

const byNumber = (a: string, b: string): number => Number((parseIp(a)?.value ?? 0n) - (parseIp(b)?.value ?? 0n));

async function cardOf(address: string, bytes: Uint8Array, warn: XmlScan["warn"]): Promise<readonly ScannedDevice[]> {
  const reply = await readReply(bytes);
  if (reply.kind === "pdu") warn(`${address} is an ePDU that speaks another XML than netxml-ups: try -S\n`);
  if (reply.kind !== "card") return [];
  const options = [{ name: "desc", value: reply.type }];
  return [{ kind: "XML", driver: "netxml-ups", port: `http://${address}`, options }];
}

/** Cards know IPv4 only. */
export async function xmlCards(scan: XmlScan, signal: AbortSignal): Promise<readonly ScannedDevice[]> {
  const { survey, timeoutMs, clock, warn } = scan;
  const ranges = scan.ranges.filter(({ family }) => family === 4);
  const everywhere = scan.ranges.length === 0;
  const replies = new Map<string, Uint8Array>();
  const hear = (address: string, bytes: Uint8Array): void => {
    const ip = parseIp(address);
    if (!ip || replies.has(address) || replies.size >= MOST_CARDS) return;
    if (bytes.length <= MOST_BYTES && (everywhere || holds(ranges, ip))) replies.set(address, bytes);
  };
  const targets = everywhere ? () => broadcasts(scan) : () => addressesOf(ranges);
  const question = { message: QUESTION, port: PORT, timeoutMs, clock, signal, hear };
  try {
    await survey({ ...question, targets, answered: (address) => replies.has(address) });
  } catch (error) {
    warn(`XML/HTTP cards could not be asked: ${reasonOf(error)}\n`);
  }
  const cards = [...replies].sort(([a], [b]) => byNumber(a, b)).map(([address, bytes]) => cardOf(address, bytes, warn));
  return (await Promise.all(cards)).flat();
}
