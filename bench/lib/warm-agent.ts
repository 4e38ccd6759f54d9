/** Code that has run often runs faster: no driver is to pay for having been the first. */
import { SNMP } from "../../src/transport/snmp/opener.ts";
import type { SnmpAgent } from "../../test/sim/servers/snmp-agent.ts";

const TIMES = 100;

export async function warm(agent: SnmpAgent): Promise<void> {
  const access = { version: "v2c", community: agent.community } as const;
  const link = await SNMP.open({ host: "127.0.0.1", port: agent.port, access, timeoutMs: 1000, retries: 1 });
  const oids = [...agent.walk.objects.keys()];
  for (let i = 0; i < TIMES; i++) for (const oid of oids.slice(i % 2 === 0 ? 0 : -4)) await link.get([oid]);
  for (let i = 0; i < TIMES; i++) await link.get(oids);
  await link.close();
  agent.heard.length = 0;
}
