/** Searches of the network. What they need is loaded only where it is asked for. */
import { SYSTEM_CLOCK } from "../system/clock.ts";
import { networks } from "../system/own-addresses.ts";
import { PROCESS_RUNNER } from "../system/process/process-runner.ts";
import type { ScannedDevice } from "./found.ts";
import { type AddressProbe, sweep } from "./net/sweep.ts";
import type { ScanSettings } from "./settings.ts";

type Found = Promise<readonly ScannedDevice[]>;

/** Searches of ranges that share what may be open at once. */
const SHARED_BY = 3;

function over(what: string, probe: AddressProbe, { ranges, atOnce, enough, progress }: ScanSettings): Found {
  const share = Math.max(1, Math.floor(atOnce / SHARED_BY));
  return sweep(ranges, probe, { atOnce: share, signal: enough, progress: progress.of(what) });
}

export async function searchSnmp(settings: ScanSettings): Found {
  const { snmpAgent } = await import("./net/snmp-agents.ts");
  const { snmpUser } = await import("./net/snmp-options.ts");
  const { SNMP } = await import("../transport/snmp/opener.ts");
  const { timeoutMs, debug, say, line } = settings;
  const user = snmpUser(line);
  say("Scanning for SNMP agents.\n");
  return over("SNMP", snmpAgent({ snmp: SNMP, ...user, timeoutMs, debug }), settings);
}

const NUT_PORT = 3493;

export async function searchNut(settings: ScanSettings): Found {
  const { nutServer } = await import("./net/nut-servers.ts");
  const { timeoutMs, debug, say, port = NUT_PORT } = settings;
  say("Scanning for NUT servers.\n");
  return over("NUT", nutServer({ port, timeoutMs, debug }), settings);
}

export async function searchMdns({ timeoutMs, warn, debug, say, enough }: ScanSettings): Found {
  const { mdnsServers } = await import("./net/mdns-servers.ts");
  const { browse } = await import("../transport/mdns/mdns.ts");
  say("Listening for NUT servers that announce themselves (mDNS).\n");
  return mdnsServers({ browse, clock: SYSTEM_CLOCK, timeoutMs, warn, debug }, enough);
}

/** Each address is a program of its own. */
const MOST_PROGRAMS = 48;

export async function searchIpmi(settings: ScanSettings): Found {
  const { ipmiSupplies } = await import("./ipmi-scan.ts");
  const { ipmiAccess } = await import("./ipmi-options.ts");
  const { io, timeoutMs, debug, say, warn, line, atOnce } = settings;
  const access = ipmiAccess(line, warn);
  if (!access) return [];
  say("Scanning for IPMI over the network.\n");
  const look = ipmiSupplies({ runner: PROCESS_RUNNER, env: io.env, timeoutMs, debug }, access);
  return over("IPMI", look, { ...settings, atOnce: Math.min(atOnce, MOST_PROGRAMS) });
}

export async function searchXml({ ranges, timeoutMs, warn, say, enough }: ScanSettings): Found {
  const { xmlCards } = await import("./net/xml-cards.ts");
  const { udpSurvey } = await import("../transport/udp-survey.ts");
  say(`Scanning for XML/HTTP cards${ranges.length > 0 ? "" : " by a broadcast"}.\n`);
  return xmlCards({ survey: udpSurvey, ranges, networks, timeoutMs, clock: SYSTEM_CLOCK, warn }, enough);
}
