/** snmp-ups: UPSes, PDUs and transfer switches with a network card that speaks SNMP. */
import type { StatusToken } from "../../nut/status.ts";
import { type Family, TableDriver } from "../kit/table-driver.ts";
import type { DriverDefinition } from "../types.ts";
import type { Raw } from "./codecs.ts";
import type { Write } from "./instances.ts";
import type { Place } from "./mib.ts";
import { mibList } from "./mib-list.ts";
import { openAgent } from "./open.ts";
import { OPTIONS } from "./options.ts";

const FAMILY: Family<Place, Raw, StatusToken, Write> = {
  rows: [],
  placeOf: ({ oid, walk }) => (walk ? `${oid}.*` : oid),
  open: openAgent,
  opensWithStatus: true,
  killpower: ["shutdown.return", "shutdown.reboot.graceful", "shutdown.reboot", "load.off.delay", "shutdown.stayoff"],
};

export const SNMP_UPS: DriverDefinition = {
  name: "snmp-ups",
  title: "UPSes and PDUs over SNMP",
  version: "1.0",
  options: OPTIONS,
  quick: true,
  list: mibList,
  create: (context) => new TableDriver(FAMILY, context),
};
