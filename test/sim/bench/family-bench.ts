/** What is expected of a driver of a serial family, and the driver on a device in memory. */
import type { Driver, DriverDefinition, Outcome, Reading } from "../../../src/drivers/types.ts";
import { composeStatus } from "../../../src/nut/status.ts";
import type { Clock } from "../../../src/system/clock.ts";
import { createLog } from "../../../src/system/log/log.ts";
import { PlayedDevice, type Say, type Unit } from "../devices/played-line.ts";
import { EventClock } from "../machine/event-clock.ts";
import { NO_OPENERS } from "../machine/no-openers.ts";
import { settingsOf } from "../machine/settings.ts";

export type Values = Readonly<Record<string, string | undefined>>;

/** A state of the device, and what its driver makes of it. */
export interface Scene<U extends Unit> {
  readonly name: string;
  readonly set?: (unit: U) => void;
  /** With ALARM where there is one. */
  readonly status: string;
  readonly alarm?: string;
  /** Of the first scene all variables, of the others those that differ; undefined: it is not there. */
  readonly vars: Values;
  /** What the C driver has wrong: its values where ours differ; undefined: it does not show it. */
  readonly theirs?: Values;
}

export interface Order<U extends Unit> {
  readonly cmd: string;
  readonly param?: string;
  readonly set?: (unit: U) => void;
  /** The bytes that go out, in hexadecimal. */
  readonly sent: string;
  /** What goes out from the C driver, where that is less. */
  readonly theirs?: string;
  readonly outcome?: Outcome;
}

export interface Change<U extends Unit> {
  readonly name: string;
  readonly value: string;
  readonly set?: (unit: U) => void;
  readonly sent: string;
  readonly outcome?: Outcome;
}

export interface FamilyCase<U extends Unit = Unit> {
  readonly driver: string;
  /** What tells this one from others of the driver. */
  readonly title?: string;
  readonly load: () => Promise<DriverDefinition>;
  readonly options?: Readonly<Record<string, string>>;
  readonly unit: (say: Say, clock: Clock) => U;
  readonly scenes: readonly Scene<U>[];
  readonly writable?: readonly string[];
  readonly commands: readonly string[];
  readonly orders?: readonly Order<U>[];
  readonly changes?: readonly Change<U>[];
  /** What `-k` sends; undefined: the driver cannot. */
  readonly killpower?: string;
  /** Polls that must fail before data count as stale, where single failures are borne. */
  readonly bears?: number;
  /** An order that is not answered is sent again, as the C driver does, or at least at the end of a shutdown. */
  readonly repeats?: true;
  /** One wrong byte is always found out. */
  readonly checked: boolean;
  /** What Debian's 2.8.0 shows otherwise, or what C has wrong: lines of its dump that are left out. */
  readonly peer: {
    readonly packaged: boolean;
    /** Why the C driver cannot be compared. */
    readonly why?: string;
    /** A variable that the C driver shows when it has shown all. */
    readonly needed?: string;
    readonly differs?: readonly RegExp[];
    readonly orders?: readonly string[];
    /** New values that are taken are compared as orders are. */
    readonly sets?: true;
    /** Both are followed through all scenes into this failure of the line and back: one that the C driver survives. */
    readonly fails?: "silence" | "noise";
  };
}

export interface FamilyBench {
  readonly driver: Driver;
  readonly device: PlayedDevice;
  readonly clock: EventClock;
  readonly said: string[];
  run<T>(call: Promise<T>): Promise<T>;
  /** What was written since the last call, in hexadecimal. */
  sent(): string;
}

export const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");

export async function familyBench({
  load,
  unit,
  options = {},
}: Pick<FamilyCase, "load" | "unit" | "options">): Promise<FamilyBench> {
  const clock = new EventClock();
  const device = new PlayedDevice(unit, clock);
  const said: string[] = [];
  const driver = (await load()).create({
    settings: settingsOf({ port: "/dev/ttyTEST", ...options }),
    openers: { ...NO_OPENERS, serial: { open: (_, settings) => Promise.resolve(device.open(settings)) } },
    log: createLog((level, line) => said.push(`${level}: ${line}`)),
    clock,
  });
  const sent = (): string => device.heard.splice(0).map(hexOf).join("");
  return { driver, device, clock, said, run: (call) => clock.run(call), sent };
}

/** A bench whose driver is open, on a device in some state. */
export async function openBench(
  family: Pick<FamilyCase, "load" | "unit" | "options">,
  set?: (unit: Unit) => void,
): Promise<FamilyBench> {
  const bench = await familyBench(family);
  set?.(bench.device.unit);
  await bench.run(bench.driver.open(() => undefined));
  return bench;
}

/** A reading as a person sees it. */
export function shownBy({ vars, status = [], alarms = [] }: Reading): {
  readonly status: string;
  readonly alarm: string | undefined;
  readonly vars: Readonly<Record<string, string>>;
} {
  const values = [...vars].map(([name, found]) => [name, typeof found === "string" ? found : found.value] as const);
  return {
    status: composeStatus({ tokens: status, alarms }),
    alarm: alarms.length > 0 ? alarms.join(" ") : undefined,
    vars: Object.fromEntries(values.filter(([name]) => name !== "ups.status" && name !== "ups.alarm").sort()),
  };
}

/** All variables of a scene, by the first and by what it changes. */
export function varsOf({ scenes }: Pick<FamilyCase, "scenes">, at: number): Readonly<Record<string, string>> {
  const all = Object.entries({ ...scenes[0]?.vars, ...scenes[at]?.vars });
  return Object.fromEntries(
    all.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const])).sort(),
  );
}

/** A case whose unit is not looked at any more. */
export const family = <U extends Unit>(one: FamilyCase<U>): FamilyCase => one as unknown as FamilyCase;
