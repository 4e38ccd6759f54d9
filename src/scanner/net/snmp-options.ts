/** Who we are to SNMP agents, by the options of nut-scanner. */
import type { CommandLine } from "../../cli/options.ts";
import type { SnmpAccess } from "../../device/snmp.ts";
import { targetOf } from "../../drivers/snmp/options.ts";
import { DeviceError } from "../../drivers/types.ts";
import { NutError } from "../../nut/errors.ts";
import type { FoundOption } from "../found.ts";

/** The option, and what the driver calls it. */
const V3 = [
  ["l", "secLevel"],
  ["u", "secName"],
  ["W", "authPassword"],
  ["X", "privPassword"],
  ["w", "authProtocol"],
  ["x", "privProtocol"],
] as const;

const COMMUNITY = "public";

interface SnmpUser {
  readonly access: SnmpAccess;
  readonly options: readonly FoundOption[];
}

/** `-c` goes before `-l`, as with nut-scanner. Throws NutError `usage`. */
export function snmpUser(line: CommandLine): SnmpUser {
  const community = line.value("c");
  const named = V3.flatMap(([short, name]) => {
    const value = line.value(short);
    return value === undefined ? [] : [{ name, value }];
  });
  if (community === undefined && line.has("l")) return v3(named);
  const value = community ?? COMMUNITY;
  return { access: { version: "v1", community: value }, options: [{ name: "community", value }] };
}

function v3(named: readonly FoundOption[]): SnmpUser {
  const options = [{ name: "snmp_version", value: "v3" }, ...named];
  const values = new Map(options.map(({ name, value }) => [name, value]));
  try {
    const { access } = targetOf({ port: "any", get: (name) => values.get(name) });
    return { access, options };
  } catch (error) {
    if (error instanceof DeviceError)
      throw new NutError("usage", `SNMP v3: ${error.message.replace(" in ups.conf", "")}`);
    throw error;
  }
}
