/** A card whose trap reaches the built driver. */
import { createSocket } from "node:dgram";
import { join } from "node:path";
import { afterEach, beforeEach, it } from "@jest/globals";
import { loadWalk, OWN_WALKS } from "../sim/devices/snmp-walk.ts";
import { freeUdpPort } from "../sim/machine/started.ts";
import { dump } from "../sim/servers/driver-socket.ts";
import { SnmpAgent } from "../sim/servers/snmp-agent.ts";
import { freePort, Machine, SAME_USER, until } from "./daemon.ts";

const OUTPUT_STATUS = "1.3.6.1.4.1.318.1.1.1.4.1.1.0";
/** A trap is known by who sends it; what it says is asked for. */
const TRAP = Uint8Array.of(0x30, 0);

let machine: Machine;
let agent: SnmpAgent;

beforeEach(async () => {
  machine = new Machine(await freePort());
  agent = await SnmpAgent.start(loadWalk(OWN_WALKS, "own-apc-smart-ups"));
});

afterEach(async () => {
  await machine.clear();
  await agent.stop();
});

it("an outage shows long before the next poll", async () => {
  const port = await freeUdpPort();
  const options = `port = 127.0.0.1:${agent.port}\nsnmptrap = ${port}\npollinterval = 3600\npollfreq = 3600\n`;
  machine.write("ups.conf", `[card]\ndriver = snmp-ups\n${options}`);
  machine.start("driver", "snmp-ups", "-F", ...SAME_USER, "-a", "card");
  const told = (): Promise<string> => dump(join(machine.run, "snmp-ups-card")).catch(() => "");
  await until("the card on line", async () => /^SETINFO ups\.status "OL TRIM RB"$/m.test(await told()));
  agent.walk.set(OUTPUT_STATUS, { type: "INTEGER", number: 3 });
  const card = createSocket("udp4");
  card.send(TRAP, port, "127.0.0.1");
  await until("the outage", async () => /^SETINFO ups\.status "OB RB"$/m.test(await told()));
  card.close();
});
