/**
 * masterguard: UPSes of Masterguard. 2400 bit/s, answers of known lengths:
 *
 *     we  Q1    it  (229 229 229 025 50.0 2.25 32 00000001                      46 characters: values, flags
 *     we  Q3    it  (00 229 229 229 001.2 50.0 2.25 32 0012 097 00000001 …      70 characters: its number in front
 *     we  WH    it  …                                                           112, or 53 with older firmware: who it is
 */
import type { SerialLine } from "../../../device/serial-line.ts";
import type { VarName } from "../../../nut/catalogue/names.ts";
import { parseDecimal } from "../../../nut/decimal.ts";
import { phrase } from "../../kit/codecs.ts";
import { AskLine, type LineRules } from "../../kit/line/ask-line.ts";
import type { Link } from "../../kit/link.ts";
import { flag as flagOption } from "../../kit/options.ts";
import { TableDriver } from "../../kit/table-driver.ts";
import type { TableRow } from "../../kit/table-row.ts";
import { DeviceError, type DriverContext, type DriverDefinition } from "../../types.ts";

const RULES: LineRules = { ends: "\r", until: "\r", answerMs: 3000, longest: 200, whole: true };
/** So often it has to say the same. */
const TRIES = 4;

/** Characters of an answer, and which words of it are what. */
interface Question {
  readonly length: number;
  readonly flags: number;
  readonly vars: readonly (readonly [VarName, number])[];
}
const QUESTIONS: Readonly<Record<"Q1" | "Q3", Question>> = {
  Q1: {
    length: 46,
    flags: 7,
    vars: [
      ["input.voltage", 0],
      ["output.voltage", 2],
      ["ups.load", 3],
      ["input.frequency", 4],
      ["battery.voltage", 5],
      ["ups.temperature", 6],
    ],
  },
  Q3: {
    length: 70,
    flags: 10,
    vars: [
      ["input.voltage", 1],
      ["output.voltage", 3],
      ["output.current", 4],
      ["input.frequency", 5],
      ["battery.voltage", 6],
      ["ups.temperature", 7],
      ["battery.runtime", 8],
      ["battery.charge", 9],
    ],
  },
};

type Asked = Readonly<Record<never, never>>;
type Words = readonly string[];
type Token = "OB" | "OL" | "LB" | "BOOST";
type GuardRow = TableRow<Asked, Words, Token, string>;

/** Digits: mains fail, battery low, raises, …. */
const FLAGS = /^[01]{8}$/;

function rowsFor({ flags, vars }: Question): readonly GuardRow[] {
  const flag = (at: number) => (words: Words) => words[flags]?.[at] === "1";
  const now = { poll: "quick" } as const;
  return [
    { status: "OB", ...now, when: flag(0) },
    { status: "OL", ...now, when: (words) => !flag(0)(words) },
    { status: "LB", ...now, when: flag(1) },
    { status: "BOOST", ...now, when: flag(2) },
    ...vars.map(
      ([name, at]): GuardRow => ({
        var: name,
        ...now,
        as: phrase((words) => (parseDecimal(words[at] ?? "") === undefined ? undefined : words[at])),
      }),
    ),
    { cmd: "shutdown.return", send: "S.2R0001" },
  ];
}

/** The words of an answer as long as it should be. */
export function wordsIn(name: keyof typeof QUESTIONS, answer: string): Words | undefined {
  const { length, flags } = QUESTIONS[name];
  const words = answer.slice(1).split(" ");
  return answer.length === length && answer.startsWith("(") && FLAGS.test(words[flags] ?? "") ? words : undefined;
}

/** Name and firmware. */
export function identityIn(answer: string): readonly (readonly [string, string])[] {
  const named = (from: number, to: number, begin: number, end: number): readonly (readonly [string, string])[] => [
    ["ups.model", answer.slice(from, to).trim()],
    ["ups.firmware", answer.slice(begin, end).trim()],
  ];
  if (answer.length === 112) return named(16, 46, 4, 9);
  if (answer.length === 53) return named(4, 16, 0, 4);
  if (answer === "NAK")
    return [
      ["ups.model", "GenericUPS"],
      ["ups.firmware", "unkn"],
    ];
  return [["ups.model", "unknown"]];
}

class GuardLine {
  readonly #line: AskLine;

  constructor(port: SerialLine, { clock }: DriverContext) {
    this.#line = new AskLine(port, clock, RULES);
  }

  /** Throws DeviceError `lost`. */
  async words(name: keyof typeof QUESTIONS): Promise<Words | undefined> {
    return wordsIn(name, await this.#line.text(name));
  }

  /** Throws DeviceError `lost`. */
  async identity(): Promise<ReturnType<typeof identityIn>> {
    return identityIn(await this.#line.text("WH"));
  }

  async send(order: string): Promise<boolean> {
    await this.#line.send(order);
    return true;
  }
}

const absent = (port: string): DeviceError => {
  const advice = "Check that the UPS is on, the cable, port in ups.conf, and whether nutdrv_qx is its driver";
  return new DeviceError("absent", `${port}: no UPS of Masterguard answers. ${advice}`);
};

/** Two answers of four: others are of other lengths now and then. */
async function greet(line: GuardLine): Promise<boolean> {
  let right = 0;
  for (let tries = 0; tries < TRIES && right < 2; tries++) if (await line.words("Q1")) right++;
  return right === 2;
}

async function open(
  context: DriverContext,
  opened: (port: SerialLine) => void,
): Promise<Link<Asked, Words, string, Token>> {
  const { openers, settings } = context;
  const port = await openers.serial.open(settings.port, { baud: 2400 });
  opened(port);
  const line = new GuardLine(port, context);
  if (!(await greet(line))) throw absent(settings.port);
  if (settings.has("CS")) {
    await line.send("C");
    throw new DeviceError("configuration", "CS: the shutdown is called off. Take CS out to start the driver");
  }
  const question = (await line.words("Q3")) ? "Q3" : "Q1";
  return {
    title: `Masterguard on ${settings.port}`,
    facts: [["ups.mfr", "MASTERGUARD"], ...(await line.identity())],
    rows: rowsFor(QUESTIONS[question]),
    read: async () => {
      const raw = await line.words(question);
      if (!raw) throw new DeviceError("stale", "the UPS does not tell its state");
      return { kind: "data", raw };
    },
    order: (order) => line.send(order),
    close: () => port.close(),
  };
}

export const MASTERGUARD: DriverDefinition = {
  name: "masterguard",
  title: "UPSes of Masterguard on a serial line",
  version: "0.32",
  options: [flagOption("CS", "call a shutdown off and end")],
  quick: true,
  create: (context) =>
    new TableDriver({ rows: [], placeOf: () => "state", open, killpower: "shutdown.return" }, context),
};
