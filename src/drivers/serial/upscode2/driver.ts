/**
 * upscode2: UPSes of Fiskars, Powerware, Exide, Deltec, Compaq and others with the UPScode II commands. 1200 bit/s:
 *
 *     we  UPCL            it  UPDS UPDV UPBT … UPCL          a line each: the commands that it has
 *     we  UPDS            it  STUF 00 MIUL1 228.1 … MOFFF 50.0   code and value, a line each
 *     we  UPSD 10         it  ACSD 10                       command and parameter, as two commands
 */
import type { SerialLine } from "../../../device/serial-line.ts";
import { string } from "../../../nut/var-type.ts";
import { sleep } from "../../../system/clock.ts";
import { phrase } from "../../kit/codecs.ts";
import type { Answer } from "../../kit/line/ask-line.ts";
import type { Link } from "../../kit/link.ts";
import { checkOptions, flag, notNegative, numberOf, positive, value } from "../../kit/options.ts";
import { TableDriver } from "../../kit/table-driver.ts";
import {
  DeviceError,
  type DriverContext,
  type DriverDefinition,
  type DriverOption,
  type Reading,
} from "../../types.ts";
import { UNKNOWN } from "./estimates.ts";
import { CodeLine } from "./line.ts";
import { type Phases, rowsOf } from "./rows.ts";
import { type Asked, type CodeRow, LAST, type Token, type Told } from "./told.ts";

const USUAL_BAUD = 1200;
const SPEEDS = ["300", "600", "1200", "2400", "4800", "9600", "19200", "38400"];
const ofSpeeds = (text: string): string | undefined =>
  SPEEDS.includes(text) ? undefined : `"${text}" is none of ${SPEEDS.join(", ")}`;

export const OPTIONS: readonly DriverOption[] = [
  value("manufacturer", "maker to show (unknown)"),
  value("baudrate", "bit/s (1200)", ofSpeeds),
  value("input_timeout", "seconds to wait for a line (2)", positive),
  value("output_pace", "microseconds between two characters sent (200)", notNegative),
  value("full_update", "seconds between two readings of the ratings (60)", positive),
  flag("use_crlf", "CR and LF behind a command in place of CR"),
  flag("use_pre_lf", "LF in front of a command"),
];

const TRIES = 2;
const FULL_POLL_S = 30;
const ADVICE =
  "Check that the UPS is on, the cable, port and baudrate in ups.conf, and use_crlf and use_pre_lf, which some models want";

/** The words behind an order are no secret: every UPS takes the same. */
const COMMANDS = [
  ["shutdown.return", ["UPPF", "IJHLDMGCIU"]],
  ["shutdown.stayoff", ["UPPD", "LGGNLMDPGV"]],
  ["shutdown.stop", ["UPPU"]],
  ["shutdown.reboot", ["UPPC", "IJHLDMGCIU"]],
  ["test.panel.start", ["UPIS"]],
  ["test.battery.start", ["UPBT", "1"]],
] as const;
const REBOOT = ["UPPC", "IJHLDMGCIU"] as const;

const SETTINGS = [
  { name: "ups.delay.shutdown", command: "UPSD", code: "ACSD", first: "10" },
  { name: "ups.delay.reboot", command: "UPCD", code: "ACCD", first: "60" },
] as const;

const settingRows = (has: ReadonlySet<string>): readonly CodeRow[] =>
  SETTINGS.filter(({ command }) => has.has(command)).map(({ name, command, code }) => ({
    var: name,
    ask: command,
    poll: "changed",
    as: { ...phrase<Told>(({ values }) => values.get(code)), write: secondsOf(code) },
    rw: string(7),
  }));
const secondsOf =
  (code: string) =>
  (text: string): Told | undefined =>
    /^\d{1,7}$/.test(text) ? only(code, text) : undefined;
const only = (code: string, text: string): Told => ({ values: new Map([[code, text]]), states: new Set() });

/** Large Fiskars UPSes tell the power of all phases, and not the voltage of their battery. */
const isFiskars9000 = (model: string): boolean => /^UPS9(075|[1-6]00|[12]50)/.test(model);
const FISKARS_VOLTS = 384;

const phasesOf = ({ values }: Told): Phases => {
  const of = (letter: string): 1 | 3 => (values.has(`M${letter}U31`) || values.has(`M${letter}UL3`) ? 3 : 1);
  return { input: of("I"), output: of("O") };
};

class Upscode2Unit {
  readonly #line: CodeLine;
  readonly #has: ReadonlySet<string>;
  /** What the opening read already. */
  #first: Told | undefined;
  /** Delays as the UPS took them: it cannot be asked without setting one. */
  readonly #taken = new Map<string, Told>();

  constructor(line: CodeLine, has: ReadonlySet<string>, first: Told) {
    this.#line = line;
    this.#has = has;
    this.#first = first;
  }

  async set(command: string, text: string): Promise<boolean> {
    const setting = SETTINGS.find((one) => one.command === command);
    const taken = setting && (await this.#line.value(setting.code, command, text));
    if (!setting || taken === undefined) return false;
    this.#taken.set(command, only(setting.code, taken));
    return true;
  }

  async read({ ask }: Asked): Promise<Answer<Told>> {
    const first = ask === "UPDS" ? this.#first : undefined;
    this.#first = ask === "UPDS" ? undefined : this.#first;
    const raw = first ?? (await this.#told(ask));
    if (ask === "UPDS" && !raw) throw new DeviceError("stale", "the UPS does not tell all of its status (UPDS)");
    return raw ? { kind: "data", raw } : { kind: "silent" };
  }

  async #told(ask: string): Promise<Told | undefined> {
    const taken = this.#taken.get(ask);
    if (taken || ask === "UPDS" || ask === "UPDV") return taken ?? this.#line.list(ask);
    if (!this.#has.has(ask)) return undefined;
    if (LAST[ask] !== undefined) return this.#line.list(ask);
    const code = ask === "UPDT" ? "ACDT" : "ACTM";
    const text = await this.#line.value(code, ask, "0");
    return text === undefined ? undefined : only(code, text);
  }
}

async function connect(line: CodeLine): Promise<{ has: ReadonlySet<string>; first: Told } | undefined> {
  for (let tries = 0; tries < TRIES; tries++) {
    const has = await line.commands();
    const first = has && (await line.list("UPDS"));
    if (first) return { has, first };
  }
  return undefined;
}

async function identity(line: CodeLine, has: ReadonlySet<string>): Promise<ReadonlyMap<string, string>> {
  const model = (await line.value("NNAME", "UPTP")) ?? (await line.value("NNAME", "UPTP"));
  const serial = await line.value("ACSN", "UPSN", "0");
  if (has.has("UPDA")) await line.send("UPDA");
  const id = has.has("UPID") ? await line.value("ACID", "UPID") : undefined;
  const told = [
    ["ups.model", model],
    ["ups.serial", serial],
    ["ups.id", id],
  ] as const;
  return new Map(told.flatMap(([name, text]) => (text === undefined ? [] : [[name, text] as const])));
}

type Unit = Link<Asked, Told, readonly string[], Token>;

async function open(context: DriverContext, opened: (port: SerialLine) => void): Promise<Unit> {
  const { openers, settings, clock } = context;
  checkOptions(OPTIONS, settings);
  const baud = numberOf(settings.get("baudrate")) ?? USUAL_BAUD;
  const port = await openers.serial.open(settings.port, { baud });
  opened(port);
  const line = new CodeLine(port, context);
  const found = await connect(line);
  if (!found) throw new DeviceError("absent", `${settings.port}: no UPS with UPScode II answers. ${ADVICE}`);
  const { has, first } = found;
  const about = await identity(line, has);
  const unit = new Upscode2Unit(line, has, first);
  for (const { command, first: delay } of SETTINGS) if (has.has(command)) await unit.set(command, delay);
  const phases = phasesOf(first);
  const large = phases.output === 3 && isFiskars9000(about.get("ups.model") ?? "");
  const order = async (words: readonly string[]): Promise<boolean> => {
    await line.send(...words);
    return true;
  };
  return {
    title: `${about.get("ups.model") ?? "UPS"} with UPScode II on ${settings.port}`,
    facts: [
      ["ups.mfr", settings.get("manufacturer") ?? "unknown"],
      ...about,
      ["input.phases", String(phases.input)],
      ["output.phases", String(phases.output)],
    ],
    rows: [
      ...rowsOf(phases, phases.output === 3 && !large ? 3000 : 1000),
      ...(large ? [batteryOfFiskars] : []),
      ...settingRows(has),
      ...COMMANDS.filter(([, [command]]) => has.has(command)).map(([cmd, send]): CodeRow => ({ cmd, send: [send] })),
    ],
    seldomEvery: Math.max(1, Math.round((numberOf(settings.get("full_update")) ?? 60) / FULL_POLL_S)),
    read: (where) => unit.read(where),
    write: ({ ask }, { values }) => unit.set(ask, [...values.values()][0] ?? ""),
    order,
    // Sent twice, to be sure: nothing is answered.
    killpower: async () => {
      await order(REBOOT);
      await sleep(clock, 1000);
      return order(REBOOT);
    },
    close: () => port.close(),
  };
}

const batteryOfFiskars: CodeRow = {
  var: "battery.voltage.nominal",
  ask: "UPDV",
  poll: "once",
  as: phrase(() => String(FISKARS_VOLTS)),
};

/** Charge and runtime come and go: some UPSes tell them on battery only. */
class Upscode2Driver extends TableDriver<Asked, Told, Token, readonly string[]> {
  override async poll(depth: "full" | "quick"): Promise<Reading> {
    const reading = await super.poll(depth);
    const known = [...reading.vars].filter(([, told]) => (typeof told === "string" ? told : told.value) !== UNKNOWN);
    return { ...reading, vars: new Map(known) };
  }
}

export const UPSCODE2: DriverDefinition = {
  name: "upscode2",
  title: "UPSes with UPScode II commands, on a serial line",
  version: "0.96",
  options: OPTIONS,
  quick: true,
  create: (context) =>
    new Upscode2Driver(
      { rows: [], placeOf: ({ ask }) => ask, places: ["UPDS", "UPDV"], open, silentLimit: 4 },
      context,
    ),
};
