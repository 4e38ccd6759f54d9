/**
 * victronups: UPSes of Victron, IMV and GE. 1200 bit/s, words that begin with a v:
 *
 *     we  vO0U?     it  vO0U230        a question; NA: there is no such thing
 *     we  vTi4!     it  vTi4           an order
 */
import type { SerialLine } from "../../../device/serial-line.ts";
import type { CmdName, VarName } from "../../../nut/catalogue/names.ts";
import { parseDecimal } from "../../../nut/decimal.ts";
import type { Clock } from "../../../system/clock.ts";
import { figure, phrase, type ViewReader } from "../../kit/codecs.ts";
import { type Answer, AskLine, type LineRules } from "../../kit/line/ask-line.ts";
import type { Link } from "../../kit/link.ts";
import { notNegative, value } from "../../kit/options.ts";
import { TableDriver } from "../../kit/table-driver.ts";
import type { TableRow } from "../../kit/table-row.ts";
import { DeviceError, type DriverContext, type DriverDefinition } from "../../types.ts";

const RULES: LineRules = {
  ends: "\r",
  until: "\r",
  answerMs: 3000,
  longest: 256,
  spacingMs: 100,
  whole: true,
  ignored: "\r\n",
};
const WAKE_MS = 450;
const TRIES = 3;
const MISSING = "NA";

/** The word of a question, without its mark. */
interface Asked {
  readonly ask: string;
}
type Token = "OVER" | "RB" | "LB" | "OB" | "OL" | "CAL";
type VictronRow = TableRow<Asked, string, Token, string>;

const STATE = { ask: "vAa", poll: "quick" } as const;
const RESULT = { ask: "vTr", poll: "quick" } as const;
/** No word: the test that was begun last. */
const BEGUN = { ask: "begun", poll: "quick" } as const;
const [CALIBRATION, UNDER_WAY] = ["5", 5];

const number = (text: string): number | undefined => parseDecimal(text);
const flag =
  (mask: number, set = true) =>
  (text: string): boolean =>
    (((number(text) ?? 0) & mask) !== 0) === set;
const scaled = (factor: number, places: number): ViewReader<string, unknown> =>
  figure(places, (text) => {
    const told = number(text);
    return told === undefined ? undefined : told * factor;
  });
const TOLD: ViewReader<string, unknown> = phrase((text) => text);
const [TENTH, MINUTES] = [scaled(0.1, 1), scaled(60, 0)];

const VARIABLES: readonly (readonly [VarName, string, ViewReader<string, unknown>])[] = [
  ["ups.mfr", "vDm", TOLD],
  ["ups.serial", "vDS", TOLD],
  ["ups.firmware", "vDV", TOLD],
  ["ups.temperature", "vBT", TOLD],
  ["ups.load", "vO0L", TOLD],
  ["input.voltage", "vI0U", TOLD],
  ["input.transfer.low", "vFi", TOLD],
  ["input.transfer.high", "vFj", TOLD],
  ["input.frequency", "vI0f", TENTH],
  ["output.voltage", "vO0U", TOLD],
  ["output.frequency", "vOf", TENTH],
  ["output.current", "vO0I", TENTH],
  ["battery.charge", "vBC", TOLD],
  ["battery.voltage", "vBU", TENTH],
  ["battery.current", "vBI", TENTH],
  ["battery.temperature", "vBT", TOLD],
  ["battery.runtime", "vBt", MINUTES],
];

const STOP = "2";
const TESTS: readonly (readonly [CmdName, string])[] = [
  ["test.battery.start", "4"],
  ["test.battery.stop", STOP],
  ["calibrate.start", CALIBRATION],
  ["calibrate.stop", STOP],
  ["test.panel.start", "3"],
  ["test.panel.stop", STOP],
  ["bypass.start", "101"],
  ["bypass.stop", STOP],
];

const ROWS: readonly VictronRow[] = [
  { note: "begun", ...BEGUN },
  { status: "OVER", ...STATE, when: flag(0x80) },
  { status: "RB", ...STATE, when: flag(0x01) },
  { status: "LB", ...STATE, when: flag(0x04) },
  { status: "OB", ...STATE, when: flag(0x02) },
  { status: "OL", ...STATE, when: flag(0x02, false) },
  {
    status: "CAL",
    ...RESULT,
    when: (text, view) => number(text) === UNDER_WAY && view.note("begun") === CALIBRATION,
  },
  ...VARIABLES.map(([name, ask, as]): VictronRow => ({ var: name, ask, as })),
  ...TESTS.map(([cmd, test]): VictronRow => ({ cmd, send: test })),
];

class VictronLine {
  readonly #line: AskLine;
  #begun = "";

  constructor(port: SerialLine, clock: Clock) {
    this.#line = new AskLine(port, clock, RULES);
  }

  /** Whatever was begun is ended. */
  async rouse(): Promise<void> {
    await this.#line.send("");
    await this.#line.pause(WAKE_MS);
    for (let tries = 0; tries < TRIES; tries++) {
      await this.#line.send("?");
      await this.#line.pause(WAKE_MS);
    }
  }

  async read({ ask }: Asked): Promise<Answer<string>> {
    if (ask === BEGUN.ask) return { kind: "data", raw: this.#begun };
    const told = await this.#line.text(`${ask}?`);
    if (!told.startsWith(ask)) return { kind: "silent" };
    const raw = told.slice(ask.length).trim();
    if (ask === RESULT.ask && number(raw) !== UNDER_WAY) this.#begun = "";
    return raw === MISSING || raw === "" ? { kind: "refused" } : { kind: "data", raw };
  }

  async test(number: string): Promise<boolean> {
    if ((await this.#line.text(`vTi${number}!`)) === "") return false;
    if (number !== STOP) this.#begun = number;
    return true;
  }

  /** Nobody answers. */
  async turnOff(seconds: string): Promise<boolean> {
    await this.#line.send("vCc0!");
    await this.#line.send(`vCb${seconds}!`);
    return true;
  }
}

/** Throws DeviceError `stale`: without its state no poll makes sense. */
async function read(line: VictronLine, asked: Asked): Promise<Answer<string>> {
  const answer = await line.read(asked);
  if (asked.ask === STATE.ask && (answer.kind !== "data" || number(answer.raw) === undefined))
    throw new DeviceError("stale", "the UPS does not tell its state");
  return answer;
}

async function open(
  { openers, settings, clock }: DriverContext,
  opened: (port: SerialLine) => void,
): Promise<Link<Asked, string, string, Token>> {
  const port = await openers.serial.open(settings.port, { baud: 1200 });
  opened(port);
  const line = new VictronLine(port, clock);
  await line.rouse();
  if ((await line.read(STATE)).kind !== "data") {
    const advice = "Check that the UPS is on, the cable, and port in ups.conf";
    throw new DeviceError("absent", `${settings.port}: no UPS of Victron, IMV or GE answers. ${advice}`);
  }
  const named = settings.get("modelname");
  const model = await line.read({ ask: "vDM" });
  const shown = named ?? (model.kind === "data" ? model.raw : undefined);
  return {
    title: `${shown ?? "Victron"} on ${settings.port}`,
    facts: shown === undefined ? [] : [["ups.model", shown]],
    read: (asked) => read(line, asked),
    order: (test) => line.test(test),
    killpower: () => line.turnOff(settings.get("usd")?.trim() ?? "0"),
    close: () => port.close(),
  };
}

export const VICTRONUPS: DriverDefinition = {
  name: "victronups",
  title: "UPSes of Victron, IMV and GE on a serial line",
  version: "0.27",
  options: [
    value("usd", "seconds from the end of a shutdown to power off (0)", notNegative),
    value("modelname", "model to show"),
  ],
  quick: true,
  create: (context) => new TableDriver({ rows: ROWS, placeOf: ({ ask }) => ask, open }, context),
};
