/**
 * optiups: Opti-UPSes and a Zinto of ONLINE. 2400 bit/s, two letters ask; a Zinto wants a line end behind them.
 *
 *     we  AG      it  20\r\n       bits of the state in hexadecimal
 *     we  BT      it  ^U           it has no thermometer
 *     we  Ct1     it  ^F           done
 */
import type { SerialLine } from "../../../device/serial-line.ts";
import { sleep } from "../../../system/clock.ts";
import { type Answer, AskLine, type LineRules } from "../../kit/line/ask-line.ts";
import type { Link } from "../../kit/link.ts";
import { flag } from "../../kit/options.ts";
import { TableDriver } from "../../kit/table-driver.ts";
import { DeviceError, type DriverContext, type DriverDefinition, type DriverOption } from "../../types.ts";
import {
  type Asked,
  endOf,
  isState,
  type Kind,
  type Order,
  OUTLET,
  rowsOf,
  saysBattery,
  type Token,
  TURNED_OFF,
  ZINTO_FACTS,
} from "./rows.ts";

const BAUD = 2400;
const REFUSED = "\x15";
const RULES: LineRules = {
  ends: "",
  until: "\n",
  answerMs: 650,
  longest: 128,
  ignored: "\r\n",
  refused: (answer) => answer.startsWith(REFUSED),
};

const OPTIONS: readonly DriverOption[] = [
  flag("status_only", "read the state and nothing else"),
  flag("fake_lowbatt", "say LB at all times, for a test"),
  flag("nowarn_noimp", "taken and not needed: what a UPS does not have is not warned of"),
  flag("powerup", "switch on a Zinto that is off when the driver starts"),
];

class OptiLine {
  readonly #line: AskLine;
  /** Behind every word to a Zinto. */
  #ends = "";

  constructor(port: SerialLine, { clock }: DriverContext) {
    this.#line = new AskLine(port, clock, RULES);
  }

  endLines(): void {
    this.#ends = "\r\n";
  }

  /** An answer with its end. */
  ask(word: string): Promise<Answer<string>> {
    return this.#line.ask(`${word}${this.#ends}`, { whole: true });
  }

  /** One that is off says so without an end. */
  async isOff(): Promise<boolean> {
    return (await this.#line.text("AG\r\n")) === TURNED_OFF;
  }

  /** Where a Zinto that is off says nothing else. */
  async state(kind: Kind): Promise<string> {
    const told = await this.text("AG");
    if (isState(told)) return told;
    return kind === "zinto" && (await this.isOff()) ? TURNED_OFF : "";
  }

  /** "" where nothing is told. */
  async text(word: string): Promise<string> {
    const answer = await this.ask(word);
    return answer.kind === "data" ? answer.raw : "";
  }

  /** True where all of it was heard and none refused. */
  async say(words: readonly string[]): Promise<boolean> {
    let taken = true;
    for (const word of words) taken = (await this.#line.ask(`${word}${this.#ends}`)).kind === "data" && taken;
    return taken;
  }
}

const STARTS_MS = 15_000;
const ON = ["Ct1", "Cu0000000"] as const;

/** A Zinto that is off says nothing but that, and cannot be told from others. */
async function powerUp(line: OptiLine, { clock, log }: DriverContext): Promise<void> {
  if ((await line.text("AG")) !== "" || !(await line.isOff())) return;
  log.warning("the UPS was off: it is switched on");
  await line.say(ON);
  await sleep(clock, STARTS_MS);
}

const isOnline = (maker: string): boolean => maker.toLowerCase() === "online";

function modelOf(kind: Kind, told: string): string {
  if (kind === "zinto") return told.startsWith("D") ? `Zinto ${told}` : told;
  const [letter] = /[EPV]$/.exec(told) ?? [];
  return letter === undefined ? told : `Power${letter}S ${told}`;
}

const HIGH_VOLTS = 180;

interface Found {
  readonly kind: Kind;
  readonly maker: string;
  readonly model: string;
  readonly halved: boolean;
}

/** Undefined where nothing tells its model. */
async function identify(line: OptiLine): Promise<Found | undefined> {
  const maker = await line.text("IM");
  if (isOnline(maker)) {
    line.endLines();
    await line.say(["Om11", "Om21", "ON"]);
  }
  const model = await line.text("IO");
  if (!/^[\x20-\x7e]{2,}$/.test(model)) return undefined;
  if (isOnline(maker)) return { kind: "zinto", maker: "ONLINE USV-Systeme AG", model, halved: false };
  const kind = /^PS-/i.test(model) ? "series" : "power";
  const halved = kind === "series" && Number(await line.text("FV")) > HIGH_VOLTS;
  return { kind, maker, model, halved };
}

async function open(
  context: DriverContext,
  opened: (port: SerialLine) => void,
): Promise<Link<Asked, string, Order, Token>> {
  const { openers, settings, clock } = context;
  const port = await openers.serial.open(settings.port, { baud: BAUD });
  opened(port);
  const line = new OptiLine(port, context);
  if (settings.has("powerup")) await powerUp(line, context);
  const found = await identify(line);
  if (!found) {
    const advice = "Check that the UPS is on, port in ups.conf, and the cable, which is none that is sold with it";
    throw new DeviceError("absent", `${settings.port}: no Opti-UPS answers. ${advice}`);
  }
  const { kind, maker, halved } = found;
  const model = modelOf(kind, found.model);
  let outlet = "1";
  return {
    title: `${model} on ${settings.port}`,
    facts: [
      ...(maker === "" ? [] : ([["ups.mfr", maker]] as const)),
      ["ups.model", model],
      ...(kind === "zinto" ? ZINTO_FACTS : []),
    ],
    rows: rowsOf({ kind, halved, statusOnly: settings.has("status_only"), fakeLow: settings.has("fake_lowbatt") }),
    read: async ({ ask }) => {
      if (ask === OUTLET) return { kind: "data", raw: outlet };
      if (ask !== "AG") return line.ask(ask);
      const raw = await line.state(kind);
      if (raw === "") throw new DeviceError("stale", "the UPS does not tell its state");
      return { kind: "data", raw };
    },
    write: async (_, state) => {
      const taken = await line.say([`Oi1${state}`]);
      if (taken) outlet = state;
      return taken;
    },
    order: async ({ words, pauseMs = 0 }) => {
      const taken = await line.say(words);
      await sleep(clock, pauseMs);
      return taken;
    },
    killpower: async () => {
      const state = await line.state(kind);
      // One that does not answer is most likely about to be empty.
      return line.say(endOf(kind, state === "" || saysBattery(state)));
    },
    close: () => port.close(),
  };
}

export const OPTIUPS: DriverDefinition = {
  name: "optiups",
  title: "Opti-UPSes and the Zinto of ONLINE on a serial line",
  version: "1.09",
  options: OPTIONS,
  quick: true,
  create: (context) =>
    new TableDriver({ rows: [], placeOf: ({ ask }: Asked) => ask, places: ["AG"], silentLimit: 2, open }, context),
};
