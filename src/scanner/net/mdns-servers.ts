/** NUT servers that announce themselves: `_nut._tcp`, as registered, and `_upsd._tcp`, which nut-scanner looks for. */

import { type Clock, sleep } from "../../system/clock.ts";
import type { Browsing, MdnsOptions, MdnsService } from "../../system/mdns.ts";
import type { ScannedDevice } from "../found.ts";
import { parseIp } from "./ip.ts";
import { served, upsNames } from "./nut-servers.ts";

export const TYPES = ["nut", "upsd"] as const;

export interface MdnsScan {
  readonly browse: (types: readonly string[], up: (service: MdnsService) => void, options: MdnsOptions) => Browsing;
  readonly clock: Clock;
  /** Milliseconds for a server to be asked for its UPSes. */
  readonly timeoutMs: number;
  readonly warn: (text: string) => void;
  readonly debug: (text: string) => void;
}

/** Answers come within a second of the question (RFC 6762, section 6); a packet may be lost, so it is asked twice. */
const ROUNDS = 2;
const ROUND_MS = 1000;

/** What C writes: the IP version by which it has been seen. */
const seenBy = (address: string | undefined) =>
  address === undefined ? [] : [{ name: "desc", value: `IPv${parseIp(address)?.family ?? 6}` }];

/** IPv4 first: an address with a zone in it is of no use in a file. */
const addressOf = ({ addresses }: MdnsService): string | undefined =>
  addresses.find((one) => parseIp(one)?.family === 4) ?? addresses.find((one) => parseIp(one) && !/^fe80:/i.test(one));

/** Host names of strangers go to a file: what no host is called is not one. */
const hostOf = ({ host }: MdnsService): string | undefined =>
  /^[a-z\d]([a-z\d.-]{0,252}[a-z\d])?\.?$/i.test(host) ? host.replace(/\.$/, "") : undefined;

async function devicesOf(service: MdnsService, scan: MdnsScan, signal: AbortSignal): Promise<readonly ScannedDevice[]> {
  const { port, txt } = service;
  const address = addressOf(service);
  const host = hostOf(service) ?? address;
  if (host === undefined) return [];
  const said = (txt.device_list ?? "").split(";").filter((name) => name !== "");
  const names = said.length > 0 ? said : await upsNames(address ?? host, { ...scan, port }, signal);
  if (!names || names.length === 0) return [served(undefined, host, port, seenBy(address))];
  return names.map((name) => served(name, host, port, seenBy(address)));
}

const keyOf = ({ host, port }: MdnsService): string => `${host}:${port}`;

async function listen(scan: MdnsScan, signal: AbortSignal): Promise<readonly MdnsService[]> {
  const found = new Map<string, MdnsService>();
  const up = (service: MdnsService): void => void (found.has(keyOf(service)) || found.set(keyOf(service), service));
  const browsing = scan.browse(TYPES, up, {
    failed: (reason) =>
      scan.warn(`mDNS does not work here (${reason}): servers that announce themselves are not found\n`),
  });
  try {
    for (let round = 1; round <= ROUNDS; round++) {
      if (round > 1) browsing.ask();
      await sleep(scan.clock, ROUND_MS, signal);
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    browsing.stop();
  }
  return [...found.values()];
}

export async function mdnsServers(scan: MdnsScan, signal: AbortSignal): Promise<readonly ScannedDevice[]> {
  const services = await listen(scan, signal);
  if (signal.aborted) return services.map((service) => served(undefined, hostOf(service) ?? "", service.port));
  return (await Promise.all(services.map((service) => devicesOf(service, scan, signal)))).flat();
}
