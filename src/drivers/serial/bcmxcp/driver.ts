/** bcmxcp: UPSes of Powerware, Eaton and HP with XCP on a serial line, at a speed that is found out. */
import { sleep } from "../../../system/clock.ts";
import type { Closable, Link } from "../../kit/link.ts";
import { checkOptions, notNegative, numberOf, value } from "../../kit/options.ts";
import { TableDriver } from "../../kit/table-driver.ts";
import { DeviceError, type DriverContext, type DriverDefinition, type DriverOption } from "../../types.ts";
import { ASK, type Asked, type Order, type Token } from "./asked.ts";
import { type Block, byteAt, textAt, wordAt } from "./block.ts";
import type { Capabilities } from "./command-rows.ts";
import { identityOf, type XcpIdentity } from "./identity.ts";
import { REQUEST_ONLY, XcpLine } from "./line.ts";
import { METER_BYTES } from "./meters.ts";
import { outletsOf } from "./outlet-rows.ts";
import { rowsOf } from "./rows.ts";

const SPEEDS = [19_200, 9600, 4800, 2400, 1200];
const USUAL_DELAY = 120;
const AUTHORISE_MS = 2000;

export const SHUTDOWN_DELAY = value(
  "shutdown_delay",
  "seconds before shutdown.return turns the load off (120)",
  notNegative,
);
export const OPTIONS: readonly DriverOption[] = [
  SHUTDOWN_DELAY,
  value("baud_rate", "speed that is tried first: 19200, 9600, 4800, 2400 or 1200 bit/s", (text) =>
    SPEEDS.includes(Number(text)) ? undefined : `"${text}" is none of ${SPEEDS.join(", ")}`,
  ),
];

export type XcpLink = Link<Asked, Block, Order, Token>;

const TOPOLOGIES: Readonly<Record<number, string>> = {
  16: "Off-line switcher, Single Phase",
  32: "Line-Interactive UPS, Single Phase",
  33: "Line-Interactive UPS, Two Phase",
  34: "Line-Interactive UPS, Three Phase",
  48: "Dual AC Input, On-Line UPS, Single Phase",
  49: "Dual AC Input, On-Line UPS, Two Phase",
  50: "Dual AC Input, On-Line UPS, Three Phase",
  64: "On-Line UPS, Single Phase",
  65: "On-Line UPS, Two Phase",
  66: "On-Line UPS, Three Phase",
  80: "Parallel Redundant On-Line UPS, Single Phase",
  81: "Parallel Redundant On-Line UPS, Two Phase",
  82: "Parallel Redundant On-Line UPS, Three Phase",
  96: "Parallel for Capacity On-Line UPS, Single Phase",
  97: "Parallel for Capacity On-Line UPS, Two Phase",
  98: "Parallel for Capacity On-Line UPS, Three Phase",
  258: "System Bypass Module, Three Phase",
  290: "Hot-Tie Cabinet, Three Phase",
  512: "Outlet Controller, Single Phase",
  546: "Dual AC Input Static Switch Module, 3 Phase",
};

const [TAKEN, ADJUSTED] = [0x31, 0x37];
const taken = (answer: Block | undefined): boolean => answer?.[0] === TAKEN || answer?.[0] === ADJUSTED;

/** Lists stand behind three bytes of an answer. */
const LIST_AT = 3;
const TESTS = Uint8Array.of(0xb2, 0xff);
const SETTINGS = Uint8Array.of(0x95, 0xff, 0x00, 0x00);

async function block(line: XcpLine, ask: number): Promise<Block | undefined> {
  const answer = await line.ask(Uint8Array.of(ask));
  return answer.kind === "data" ? answer.raw : undefined;
}

/** Undefined for a list of another length than was told. */
async function commandsOf(line: XcpLine, length: number): Promise<readonly number[] | undefined> {
  if (length === 0) return undefined;
  const list = await block(line, ASK.commands);
  const count = byteAt(list ?? new Uint8Array(), 0);
  return list && count + 2 === length ? [...list.subarray(2, 2 + count)] : undefined;
}

async function capabilitiesOf(line: XcpLine, { lengths }: XcpIdentity): Promise<Capabilities> {
  const commands = await commandsOf(line, lengths.commands);
  const tests = commands?.includes(byteAt(TESTS, 0)) ? await line.order(TESTS) : undefined;
  const settings = await line.order(SETTINGS);
  return {
    commands,
    tests: tests && taken(tests) ? [...tests.subarray(LIST_AT)] : [],
    settings: [...(settings ?? new Uint8Array()).subarray(LIST_AT)],
  };
}

/** The firmware of a PW5115 tells of a block although it has a single outlet. */
const LEAST_OUTLETS = 9;

const facts = (
  identity: XcpIdentity,
  config: Block,
  topology: Block | undefined,
): readonly (readonly [string, string])[] =>
  [
    ["ups.mfr", "Eaton"],
    ["ups.model", identity.model],
    ["ups.firmware", identity.firmware],
    ["ups.power.nominal", String(identity.rating)],
    ["output.phases", String(identity.phases)],
    ["output.frequency.nominal", wordAt(config, 10) === 0 ? "" : String(wordAt(config, 10))],
    ["ups.serial", textAt(config, 64, 16)],
    ["device.part", textAt(config, 48, 16)],
    ["ups.description", topology ? (TOPOLOGIES[wordAt(topology, 0)] ?? "") : ""],
  ].flatMap(([name = "", text = ""]) => (text.trim() === "" ? [] : [[name, text.trimEnd()] as const]));

/** Bytes without which a block is none. */
const leastOf = ({ meters, alarms }: XcpIdentity): ReadonlyMap<number, number> =>
  new Map<number, number>([
    [ASK.meters, METER_BYTES * meters.filter((format) => format !== 0).length],
    [ASK.alarms, alarms.length],
    [ASK.status, 1],
  ]);

/** The link to a UPS that has told its ID block. */
export async function linkTo(
  line: XcpLine,
  identity: XcpIdentity,
  place: string,
  { settings }: DriverContext,
  close: () => Promise<void>,
): Promise<XcpLink> {
  const delay = numberOf(settings.get("shutdown_delay")) ?? USUAL_DELAY;
  const outlets = identity.lengths.outlets >= LEAST_OUTLETS ? await block(line, ASK.outlets) : undefined;
  const config = await block(line, ASK.config);
  if (!config) throw new DeviceError("absent", `${place}: the UPS does not tell how it is set up. Check the cable`);
  const topology = identity.lengths.topology > 0 ? await block(line, ASK.topology) : undefined;
  const capabilities = await capabilitiesOf(line, identity);
  const least = leastOf(identity);
  return {
    title: `${identity.model} at ${place}`,
    facts: facts(identity, config, topology),
    notes: new Map([["config", config]]),
    rows: [...(outlets ? outletsOf(outlets, delay) : []), ...rowsOf(identity, capabilities, delay)],
    read: async ({ ask }) => {
      const answer = await line.ask(Uint8Array.of(ask));
      const needed = least.get(ask);
      if (needed === undefined || (answer.kind === "data" && answer.raw.length >= needed)) return answer;
      throw new DeviceError("stale", "the UPS gives no whole answer");
    },
    write: async (_, order) => taken(await line.order(order)),
    order: async (order) => taken(await line.order(order)),
    close,
  };
}

/** Out of its menu, where it shows one. */
const ESCAPE = Uint8Array.of(0x1d);
const ESCAPE_MS = 90;
const WAKE_MS = 500;
const ADVICE = "Check that the UPS is on, the cable, and port in ups.conf";
/** An answer's own time at a speed, and the UPS's. */
const answerMs = (baud: number): number => 1000 + Math.ceil(1_500_000 / baud);

async function open(context: DriverContext, opened: (port: Closable) => void): Promise<XcpLink> {
  const { openers, settings, clock } = context;
  checkOptions(OPTIONS, settings);
  const wanted = numberOf(settings.get("baud_rate"));
  for (const baud of new Set([...(wanted === undefined ? [] : [wanted]), ...SPEEDS])) {
    const port = await openers.serial.open(settings.port, { baud });
    opened(port);
    await port.write(ESCAPE);
    await sleep(clock, ESCAPE_MS);
    const line = new XcpLine(port, clock, { answerMs: answerMs(baud), authoriseMs: AUTHORISE_MS });
    await line.authorise();
    await sleep(clock, WAKE_MS);
    await line.ask(REQUEST_ONLY, 1);
    const told = await block(line, ASK.identity);
    if (told) return linkTo(line, identityOf(told), settings.port, context, () => port.close());
    await port.close();
  }
  throw new DeviceError("absent", `${settings.port}: no UPS with XCP answers at any speed. ${ADVICE}`);
}

export const FAMILY = {
  rows: [],
  placeOf: ({ ask }: Asked): string => String(ask),
  places: [String(ASK.meters)],
  killpower: ["shutdown.return", "shutdown.stayoff"],
} as const;

export const BCMXCP: DriverDefinition = {
  name: "bcmxcp",
  title: "UPSes of Powerware, Eaton and HP with XCP on a serial line",
  version: "0.39",
  options: OPTIONS,
  quick: true,
  create: (context) => new TableDriver({ ...FAMILY, open }, context),
};
