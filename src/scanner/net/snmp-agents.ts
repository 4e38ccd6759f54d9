/** SNMP agents: what each of them is, by the MIBs of snmp-ups. */
import { DeviceError } from "../../device/device-error.ts";
import type { SnmpAccess, SnmpLink, SnmpOpener } from "../../device/snmp.ts";
import { fittingMibs, type Identified } from "../../drivers/snmp/identify.ts";
import type { FoundOption, ScannedDevice } from "../found.ts";

export interface SnmpScan {
  readonly snmp: Pick<SnmpOpener, "open">;
  readonly access: SnmpAccess;
  /** What of the command line belongs into ups.conf. */
  readonly options: readonly FoundOption[];
  /** Milliseconds for an agent to answer. */
  readonly timeoutMs: number;
  readonly debug: (text: string) => void;
}

export const SNMP_PORT = 161;
/** A request that is lost costs no device, and three of them no more time than one. */
const TRIES = 3;

/** A card of IPv6 goes into `port` in brackets, as the driver reads it. */
const portOf = (host: string): string => (host.includes(":") ? `[${host}]` : host);

const found = (host: string, { entry, model }: Identified, options: readonly FoundOption[]): ScannedDevice => ({
  kind: "SNMP",
  driver: "snmp-ups",
  port: portOf(host),
  options: [{ name: "desc", value: model }, { name: "mibs", value: entry.name }, ...options],
});

/** Closes the link when the signal comes: whoever waits for an answer of it need not. */
async function asked<T>(link: SnmpLink, signal: AbortSignal, ask: () => Promise<T>): Promise<T> {
  const stop = (): void => void link.close();
  signal.addEventListener("abort", stop, { once: true });
  try {
    return await ask();
  } finally {
    signal.removeEventListener("abort", stop);
    await link.close();
  }
}

export const snmpAgent =
  ({ snmp, access, options, timeoutMs, debug }: SnmpScan) =>
  async (host: string, signal: AbortSignal): Promise<readonly ScannedDevice[]> => {
    try {
      const target = { host, port: SNMP_PORT, access, timeoutMs: timeoutMs / TRIES, retries: TRIES - 1 };
      const link = await snmp.open(target);
      const fitting = await asked(link, signal, () => fittingMibs(link));
      return fitting.map((one) => found(host, one, options));
    } catch (error) {
      if (!(error instanceof DeviceError)) throw error;
      debug(`${error.message}\n`);
      return [];
    }
  };
