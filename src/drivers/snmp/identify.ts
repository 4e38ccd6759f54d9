/** Which MIB a device is described by: what it says of itself, else the first whose model it knows. */
import type { SnmpAnswer, SnmpLink } from "../../device/snmp.ts";
import type { Log } from "../../system/log/log.ts";
import { DeviceError } from "../types.ts";
import { text } from "./codecs.ts";
import { MIBS, type MibEntry } from "./mibs/index.ts";

const SYS_OBJECT_ID = "1.3.6.1.2.1.1.2.0";

export interface Identified {
  readonly entry: MibEntry;
  readonly model: string;
}

const modelIn = (answer: SnmpAnswer | undefined): string | undefined =>
  answer?.kind === "data" ? text.read(answer.value, { note: () => undefined }) : undefined;

async function allKnown(link: SnmpLink, entries: readonly MibEntry[]): Promise<readonly Identified[]> {
  const answers = await link.get(entries.map(({ model }) => model));
  return entries.flatMap((entry, at) => {
    const model = modelIn(answers[at]);
    return model === undefined ? [] : [{ entry, model }];
  });
}

const firstKnown = async (link: SnmpLink, entries: readonly MibEntry[]): Promise<Identified | undefined> =>
  (await allKnown(link, entries))[0];

/** Some agents tell the OID as text. */
function oidOf(answer: SnmpAnswer | undefined): string | undefined {
  if (answer?.kind !== "data") return undefined;
  if (answer.value.type === "OBJECT IDENTIFIER") return answer.value.oid;
  return modelIn(answer)?.replace(/^\./, "");
}

const sysObjectId = async (link: SnmpLink): Promise<string | undefined> => oidOf((await link.get([SYS_OBJECT_ID]))[0]);

/** Reads its rows from the disk while the device is asked for its model. */
const prepare = (entry: MibEntry | undefined): void => void entry?.load().catch(() => undefined);

async function automatic(link: SnmpLink, log: Log): Promise<Identified> {
  const oid = await sysObjectId(link);
  const entries = MIBS.filter(({ sysOid }) => sysOid === oid);
  prepare(entries[0]);
  const named = await firstKnown(link, entries);
  if (named) return named;
  log.info(`no MIB goes by its sysObjectID (${oid ?? "it has none"}): trying all of them`);
  const found = await firstKnown(link, MIBS);
  if (found) return found;
  throw new DeviceError(
    "absent",
    `${link.name} answers, but no MIB describes it (sysObjectID ${oid ?? "missing"}): is it a UPS or PDU?`,
  );
}

/** Throws DeviceError `configuration` for a name that is none, `absent` where nothing fits. */
export async function identify(link: SnmpLink, mibs: string, log: Log): Promise<Identified> {
  if (mibs === "auto") return automatic(link, log);
  const entries = MIBS.filter(({ name }) => name === mibs);
  if (entries.length === 0)
    throw new DeviceError("configuration", `mibs = "${mibs}" is no name of a MIB: mibs = --list shows them`);
  prepare(entries[0]);
  const found = await firstKnown(link, entries);
  if (found) return found;
  throw new DeviceError("absent", `${link.name} does not know the objects of mibs = ${mibs}: try mibs = auto`);
}

const unnamed = MIBS.filter(({ namedOnly }) => !namedOnly);

/**
 * All MIBs that describe a device, as nut-scanner shows them: those of its sysObjectID, else all whose model it knows.
 * Throws DeviceError.
 */
export async function fittingMibs(link: SnmpLink): Promise<readonly Identified[]> {
  const oid = await sysObjectId(link);
  const named = await allKnown(
    link,
    MIBS.filter(({ sysOid }) => sysOid === oid),
  );
  const found = named.length > 0 ? named : await allKnown(link, unnamed);
  return found.filter(({ entry }, at) => found.findIndex((other) => other.entry.name === entry.name) === at);
}
