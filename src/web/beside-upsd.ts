/** The web server of `nutts up`: for the upsd of the same process, over the network like any other client. */
import type { ListenAddress } from "../conf/upsd-conf.ts";
import { NutError } from "../nut/errors.ts";
import { formatUpsId } from "../nut/ups-id.ts";
import { firstFreePort } from "../system/free-port.ts";
import { readSettings, type SettingsDeps } from "./settings/read-settings.ts";
import { type Site, type SiteDeps, startSite } from "./site.ts";

export interface BesideDeps extends SettingsDeps, SiteDeps {
  /** Where upsd listens. */
  readonly upsd: readonly ListenAddress[];
  /** `--web`. */
  readonly listen: string | undefined;
  /** How many ports to try. */
  readonly ports: number;
}

const ANY: Readonly<Record<string, string>> = { "0.0.0.0": "127.0.0.1", "::": "::1" };

/** Rejects with NutError: what is wrong with the settings, or that the address cannot be had. */
export async function startBesideUpsd({ upsd, listen, ports, ...deps }: BesideDeps): Promise<Site> {
  const [own] = upsd;
  if (!own) throw new NutError("configuration", "upsd listens nowhere, so that there is nothing to show");
  const server = formatUpsId({ upsname: undefined, host: ANY[own.host] ?? own.host, port: own.port });
  const line = {
    operands: [server],
    value: (name: string) => (name === "listen" ? listen : undefined),
    has: () => false,
    all: () => [],
  };
  const settings = await readSettings(line, deps);
  const free = ports > 1 ? await firstFreePort(settings.host, settings.port, ports) : undefined;
  return startSite({ ...settings, port: free?.port ?? settings.port }, deps);
}
