/** What `mibs = --list` prints. */
import type { DriverSettings } from "../types.ts";
import { MIBS, type MibEntry } from "./mibs/index.ts";

const row = (number: string, name: string, version: string, sysOid: string, model: string): string =>
  `${number.padStart(6)}  ${name.padEnd(23)}  ${version.padEnd(7)}  ${sysOid.padEnd(32)}  ${model}`;

const line = ({ name, version, sysOid = "", model }: MibEntry, at: number): string =>
  row(String(at + 1), name, version, sysOid, model);

export function mibList(settings: Pick<DriverSettings, "get">): string | undefined {
  if (settings.get("mibs") !== "--list") return undefined;
  return [
    "The MIBs of snmp-ups. With mibs = auto the one of the device's sysObjectID is taken, else the first, in this order,",
    "whose model object the device has.",
    "",
    row("NUMBER", "NAME", "VERSION", "SYSOBJECTID", "MODEL OBJECT"),
    ...MIBS.map(line),
    "",
  ].join("\n");
}
