/** Opening an agent: which MIB describes it, what of it is there, what ups.conf wants of it. */
import type { SnmpLink } from "../../device/snmp.ts";
import type { Closable } from "../kit/link.ts";
import { DELAYS } from "../kit/presets.ts";
import { DeviceError, type DriverContext, type DriverSettings } from "../types.ts";
import { Agent } from "./agent.ts";
import { compositesOf } from "./composites.ts";
import { type Chain, chainOf, unitOf } from "./counts.ts";
import { identify } from "./identify.ts";
import { type DeviceRow, type Instances, instancesOf, type Unit } from "./instances.ts";
import { type Mib, SYSTEM_FACTS } from "./mib.ts";
import { semistaticEvery, targetOf } from "./options.ts";
import { withQuirks } from "./quirks.ts";
import { trapsOf } from "./traps.ts";

/** A PDU has no status of its own: nothing that could fail. */
const isNoSupply = ({ rows }: Mib): boolean =>
  !rows.some((row) => "status" in row && (row.status === "OL" || row.status === "OB"));

async function unitsOf(link: SnmpLink, mib: Mib, { count = 1, first }: Chain): Promise<readonly Unit[]> {
  if (count === 1) return [await unitOf(link, mib, undefined, first)];
  const units: Unit[] = [];
  for (let device = 1; device <= count; device++) units.push(await unitOf(link, mib, device, device + first - 1));
  return units;
}

/** What is told of a chain as a whole. */
function chainFacts({ rows }: Mib, { count }: Chain): Instances["facts"] {
  if (count === undefined) return [];
  const told = (name: string): string | undefined =>
    rows.flatMap((row) => ("fixed" in row && row.var === name ? [row.fixed] : []))[0];
  const [type, maker] = [told("device.type"), told("ups.mfr")];
  const whole = [
    ["device.model", `daisychain ${type === undefined ? "" : `${type} `}(1+${count - 1})`],
    ...(type === undefined ? [] : [["device.type", type] as const]),
    ...(maker === undefined ? [] : [["ups.mfr", maker] as const]),
  ] as const;
  return [["device.count", String(count)], ...(count > 1 ? whole : [])];
}

/** Counts that no row tells. */
function countsOf({ device, items, phases }: Unit): Instances["facts"] {
  const named = (name: string): string => (device === undefined ? name : `device.${device}.${name}`);
  return [
    ...Object.entries(items).flatMap(([item, { count }]) =>
      count > 0 ? [[named(`${item}.count`), String(count)] as const] : [],
    ),
    ...Object.entries(phases).map(([line, count]) => [named(`${line}.phases`), String(count)] as const),
  ];
}

/** Delays of ups.conf: those that live in the driver begin with them. */
function withDelays(row: DeviceRow, settings: DriverSettings): DeviceRow {
  const [option] = DELAYS.find(([, name]) => "var" in row && row.var === name) ?? [];
  const wanted = option === undefined ? undefined : settings.get(option);
  return "fallback" in row && wanted !== undefined && Number(wanted) >= 0 ? { ...row, fallback: wanted } : row;
}

const NO_NOTES = { note: () => undefined, known: () => undefined, option: () => undefined, holds: () => false };

/** Those that the device keeps are written to it. */
async function presetDelays(agent: Agent, { settings, log }: DriverContext): Promise<void> {
  for (const [option, name] of DELAYS) {
    const wanted = settings.get(option);
    const row = agent.rows.find((one) => "rw" in one && "oid" in one && one.var === name);
    if (wanted === undefined || Number(wanted) < 0 || !row || !("as" in row) || !("rw" in row)) continue;
    const raw = row.as.write(wanted, NO_NOTES);
    await agent.read(row);
    if (raw === undefined || !(await agent.write(row, raw)))
      log.warning(`the device does not take ${option} = ${wanted}`);
  }
}

/** An agent keeps silent to whom it does not like. */
function explained(error: unknown, { name }: SnmpLink, version: string): unknown {
  if (!(error instanceof DeviceError)) return error;
  const who = version === "v3" ? "are secName and the passwords" : "is the community";
  const advice = `is it on, does it let this host ask with SNMP ${version}, and ${who} right?`;
  if (error.fault === "stale") return new DeviceError("absent", `${name} does not answer: ${advice}`, { cause: error });
  return error.fault === "denied"
    ? new DeviceError("denied", `${error.message}: check secName, secLevel, protocols and passwords`, { cause: error })
    : error;
}

/** Throws DeviceError. */
export async function openAgent(
  context: DriverContext,
  opened: (port: Closable) => void,
  wake: () => void,
): Promise<Agent> {
  const { settings, openers, log } = context;
  const target = targetOf(settings);
  const link = await openers.snmp.open(target);
  opened(link);
  const traps = await trapsOf(context, target, wake);
  if (traps) opened({ close: async () => void (await Promise.all([link.close(), traps.close()])) });
  const { entry, model } = await identify(link, settings.get("mibs") ?? "auto", log).catch((error: unknown) => {
    throw explained(error, link, settings.get("snmp_version") ?? "v1");
  });
  const mib = withQuirks(await entry.load(), settings);
  const chain = await chainOf(link, mib);
  const units = await unitsOf(link, mib, chain);
  const instances = units.map((unit) => instancesOf(mib, unit));
  const version: readonly [string, string] = ["driver.version.data", `${entry.name} MIB ${entry.version}`];
  const own = instances.flatMap(({ rows }) => rows.map((row) => withDelays(row, settings)));
  const agent = new Agent(link, {
    title: `${model} at ${link.name} (MIB ${entry.name} ${entry.version})`,
    facts: [version, ...chainFacts(mib, chain), ...units.flatMap(countsOf), ...instances.flatMap(({ facts }) => facts)],
    rows: [...own, ...SYSTEM_FACTS, ...compositesOf(mib)],
    seldomEvery: semistaticEvery(settings),
    noSupply: isNoSupply(mib),
    ...(traps && { traps }),
  });
  await presetDelays(agent, context);
  return agent;
}
