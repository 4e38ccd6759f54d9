/** snmp-ups on an agent in memory. */
import { SNMP_UPS } from "../../../src/drivers/snmp/definition.ts";
import type { Driver, Reading, Reported } from "../../../src/drivers/types.ts";
import { composeAlarm, composeStatus } from "../../../src/nut/status.ts";
import { typeFacts, typeWords } from "../../../src/nut/var-type.ts";
import { createLog } from "../../../src/system/log/log.ts";
import { type SnmpWalk, WalkAgent } from "../../sim/devices/snmp-walk.ts";
import { NO_OPENERS } from "../../sim/machine/no-openers.ts";
import { settingsOf } from "../../sim/machine/settings.ts";
import { VirtualClock } from "../../sim/machine/virtual-clock.ts";

export interface SnmpBench {
  readonly driver: Driver;
  readonly agent: WalkAgent;
  readonly said: string[];
}

export function snmpBench(walk: SnmpWalk, options: Readonly<Record<string, string>> = {}): SnmpBench {
  const said: string[] = [];
  const agent = new WalkAgent(walk);
  const driver = SNMP_UPS.create({
    settings: settingsOf({ port: "card.example", ...options }),
    openers: Object.assign(Object.create(NO_OPENERS), { snmp: agent }),
    log: createLog((level, line) => said.push(`${level}: ${line}`)),
    clock: new VirtualClock(),
  });
  return { driver, agent, said };
}

export async function opened(...parts: Parameters<typeof snmpBench>): Promise<SnmpBench> {
  const bench = snmpBench(...parts);
  await bench.driver.open(() => undefined);
  return bench;
}

export interface Dump {
  readonly vars: ReadonlyMap<string, string>;
  readonly commands: readonly string[];
  /** As `upsrw -l` writes them. */
  readonly writables: ReadonlyMap<string, readonly string[]>;
}

const reportedOf = (value: string | Reported): Reported => (typeof value === "string" ? { value } : value);

function asUpsrw({ type, rw = false }: Reported): readonly string[] {
  const facts = typeFacts(type);
  const [, , words = "", max] =
    /^(RW )?((?:ENUM )?(?:STRING|NUMBER))(?::(\d+))?$/.exec(
      typeWords({ ...facts, rw })
        .slice(1)
        .join(" "),
    ) ?? [];
  return [
    `Type: ${words}`,
    ...(max === undefined ? [] : [`Maximum length: ${max}`]),
    ...facts.enums.map((one) => `Option: "${one}"`),
  ];
}

/** What upsd would say of a reading. */
export function dumpOf({ vars, status = [], alarms = [], commands = [] }: Reading): Dump {
  const all = new Map([...vars].map(([name, one]) => [name, reportedOf(one)]));
  const value = (name: string): string | undefined => all.get(name)?.value;
  all.set("ups.status", { value: composeStatus({ tokens: status, alarms }) });
  const alarm = composeAlarm(alarms);
  if (alarm !== undefined) all.set("ups.alarm", { value: alarm });
  for (const fact of ["mfr", "model", "serial"]) {
    const told = value(`ups.${fact}`);
    if (told !== undefined && value(`device.${fact}`) === undefined) all.set(`device.${fact}`, { value: told });
  }
  return {
    vars: new Map([...all].map(([name, one]) => [name, one.value])),
    commands,
    writables: new Map([...all].flatMap(([name, one]) => (one.rw ? [[name, asUpsrw(one)] as const] : []))),
  };
}

/** After an opening and two full polls. */
export async function dumpWalk(walk: SnmpWalk, options: Readonly<Record<string, string>> = {}): Promise<Dump> {
  const { driver } = await opened(walk, options);
  await driver.poll("full");
  return dumpOf(await driver.poll("full"));
}
