/**
 * meanwell_ntu: inverters NTU of Mean Well. 9600 bit/s, lines with a CR behind:
 *
 *     we  I    it  #00.0 00.0 22.0 20.0 00.0 MEANWELL LOC-0123456789 REV:01.8 NTU-1200-124 1 00/00/0000\
 *                  volts: equalize, float, alarm, shutdown, transfer; maker, serial number, firmware, model
 *     we  Q    it  (120 025 28.8 100 19.7 000 59.9 000 011 1000000000000000000)
 *                  output, load in steps, battery, charge, degrees, mains, Hz, nothing, load; a figure for each of FLAGS
 *     we  C100000000000000   off        C010000000000000   on        nobody answers
 */
import { parseDecimal } from "../../../nut/decimal.ts";
import { figure, phrase } from "../../kit/codecs.ts";
import { AskLine, type LineRules } from "../../kit/line/ask-line.ts";
import type { Closable, Link } from "../../kit/link.ts";
import { TableDriver } from "../../kit/table-driver.ts";
import type { TableRow } from "../../kit/table-row.ts";
import { DeviceError, type DriverContext, type DriverDefinition } from "../../types.ts";

const RULES: LineRules = { ends: "\r", until: "\r", answerMs: 2000, longest: 256, whole: true };

const FLAGS = [
  "inverter.mode",
  "bypass.mode",
  "utility.present",
  "charge.utility",
  "charge.solar",
  "saving.mode",
  "battery.low",
  "shutdown.mode",
  "battery.ovp",
  "remote.shutdown",
  "overload.level1",
  "overload.level2",
  "overload.level3",
  "overtemp",
  "inverter.uvp",
  "inverter.ovp",
  "inverter.fault",
  "eeprom.error",
  "system.shutdown",
] as const;
type Flag = (typeof FLAGS)[number];

interface Asked {
  readonly ask: "Q";
}
type Token = "OB" | "BYPASS" | "OL" | "LB" | "OVER" | "CHRG" | "DISCHRG";

interface State {
  readonly output: number;
  readonly loadStep: number;
  readonly battery: number;
  readonly charge: number;
  readonly degrees: number;
  readonly mains: number;
  readonly hertz: number;
  readonly load: number;
  readonly flags: ReadonlySet<Flag>;
}
type NtuRow = TableRow<Asked, State, Token, string>;

const STATE =
  /^\(\s*(\d+) +(\d+) +(\d+(?:\.\d+)?) +(\d+) +(-?\d+(?:\.\d+)?) +(\d+) +(\d+(?:\.\d+)?) +\d+ +(\d+) +([01]{19})\)?\s*$/;

/** Undefined for what is no whole answer. */
export function stateIn(line: string): State | undefined {
  const [, ...words] = STATE.exec(line) ?? [];
  if (words.length === 0) return undefined;
  const [output = 0, loadStep = 0, battery = 0, charge = 0, degrees = 0, mains = 0, hertz = 0, load = 0] =
    words.map(Number);
  const flags = new Set(FLAGS.filter((_, at) => words.at(-1)?.[at] === "1"));
  return { output, loadStep, battery, charge, degrees, mains, hertz, load, flags };
}

const has =
  (...wanted: readonly Flag[]) =>
  ({ flags }: State): boolean =>
    wanted.some((flag) => flags.has(flag));
const [onMains, inverts, bypasses] = [has("utility.present"), has("inverter.mode"), has("bypass.mode")];
const charges = has("charge.utility", "charge.solar");

/** In bypass the mains are the output, which is not measured. */
const outputOf = (state: State): string =>
  bypasses(state) && state.output === 0 && state.mains > 0 ? String(state.mains) : `${state.output}.0`;

const Q = { ask: "Q", poll: "quick" } as const;

const ROWS: readonly NtuRow[] = [
  { status: "OB", ...Q, when: (state) => inverts(state) && !onMains(state) },
  { status: "BYPASS", ...Q, when: bypasses },
  { status: "OL", ...Q, when: onMains },
  { status: "LB", ...Q, when: has("battery.low") },
  { status: "OVER", ...Q, when: has("overtemp", "overload.level1", "overload.level2", "overload.level3") },
  { status: "CHRG", ...Q, when: charges },
  { status: "DISCHRG", ...Q, when: (state) => inverts(state) && !onMains(state) && !charges(state) },
  { var: "output.voltage", ...Q, as: phrase(outputOf) },
  { var: "output.frequency", ...Q, sometimes: true, as: figure(1, ({ hertz }) => (hertz > 0 ? hertz : undefined)) },
  { var: "battery.voltage", ...Q, as: figure(2, ({ battery }) => battery) },
  { var: "battery.charge", ...Q, as: figure(0, ({ charge }) => charge) },
  { var: "input.voltage", ...Q, as: figure(0, (state) => (onMains(state) ? state.mains : 0)) },
  { var: "ups.temperature", ...Q, as: figure(1, ({ degrees }) => degrees) },
  { var: "ups.load", ...Q, as: figure(0, ({ load, loadStep }) => (load > 0 ? load : loadStep)) },
  { var: "ups.mode", ...Q, as: phrase((state) => (bypasses(state) ? "bypass" : "line-interactive")) },
  ...FLAGS.map(
    (flag): NtuRow => ({
      var: `experimental.${flag}`,
      ...Q,
      as: phrase((state) => (has(flag)(state) ? "1" : "0")),
    }),
  ),
  { cmd: "load.off", send: "C100000000000000" },
  { cmd: "load.on", send: "C010000000000000" },
];

const NUMBER = "(\\d+(?:\\.\\d+)?)";
const IDENTITY = new RegExp(`^#${`${NUMBER} +`.repeat(4)}${NUMBER} *(.*)$`);

type Facts = readonly (readonly [name: string, value: string])[];

/** What it says of itself; nothing where that is no whole answer. */
export function factsIn(line: string): Facts {
  const [, , , alarm, shutdown, , rest = ""] = IDENTITY.exec(line) ?? [];
  if (alarm === undefined || shutdown === undefined) return [];
  const [maker, serial, firmware, model] =
    /^(\S+) +(\S+) +REV:(\S+) +(\S+)/.exec(rest)?.slice(1) ?? rest.split(/ +/, 2);
  const named: readonly (readonly [word: string, value: string | undefined])[] = [
    ["mfr", maker],
    ["serial", serial],
    ["firmware", firmware],
    ["model", model],
  ];
  const volts = (text: string): string => (parseDecimal(text) ?? 0).toFixed(1);
  return [
    ...named.flatMap(([word, value]): Facts => (value ? ["device", "ups"].map((of) => [`${of}.${word}`, value]) : [])),
    ["battery.alarm.voltage", volts(alarm)],
    ["battery.shutdown.voltage", volts(shutdown)],
  ];
}

const stateOf = async (line: AskLine): Promise<State | undefined> => stateIn(await line.text("Q"));

const ADVICE = "Check that it is on, the cable, and port in ups.conf";

async function open(
  { openers, settings, clock }: DriverContext,
  opened: (port: Closable) => void,
): Promise<Link<Asked, State, string, Token>> {
  const port = await openers.serial.open(settings.port, { baud: 9600 });
  opened(port);
  const line = new AskLine(port, clock, RULES);
  const facts = factsIn(await line.text("I"));
  if (!(await stateOf(line)))
    throw new DeviceError("absent", `${settings.port}: no NTU of Mean Well tells its state. ${ADVICE}`);
  return {
    title: `Mean Well NTU on ${settings.port}`,
    facts,
    read: async () => {
      const raw = await stateOf(line);
      if (!raw) throw new DeviceError("stale", "the inverter does not tell its state");
      return { kind: "data", raw };
    },
    order: async (words) => {
      await line.send(words);
      return true;
    },
    close: () => line.close(),
  };
}

export const MEANWELL_NTU: DriverDefinition = {
  name: "meanwell_ntu",
  title: "inverters NTU of Mean Well on a serial line",
  version: "1.60",
  options: [],
  quick: true,
  create: (context) => new TableDriver({ rows: ROWS, placeOf: ({ ask }) => ask, open, killpower: "load.off" }, context),
};
