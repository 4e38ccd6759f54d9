/** A card on port 161, as a program of its own: `snmp-card FOLDER WALK ADDRESS…`. Runs where there is no other network. */
import { loadWalk } from "../sim/devices/snmp-walk.ts";
import { SnmpAgent } from "../sim/servers/snmp-agent.ts";

const [folder = "", walk = "", ...addresses] = process.argv.slice(2);

void Promise.all(addresses.map((address) => SnmpAgent.start(loadWalk(folder, walk), address, 161))).then(() =>
  process.stdout.write("ready\n"),
);
