/**
 * oneac: Oneac UPSes with the advanced interface. 9600 bit/s, a character asks, CR and LF behind; answers are recognised by
 * their length. Orders are not answered, but for `*` where they are not understood.
 */
import type { SerialLine } from "../../../device/serial-line.ts";
import { type Answer, AskLine, type LineRules } from "../../kit/line/ask-line.ts";
import type { Link } from "../../kit/link.ts";
import { notNegative, value } from "../../kit/options.ts";
import { TableDriver } from "../../kit/table-driver.ts";
import { DeviceError, type DriverContext, type DriverDefinition, type DriverOption } from "../../types.ts";
import { LENGTHS, rowsOf } from "./rows.ts";
import { ALL, type Asked, type Family, type Token } from "./slices.ts";

/** A network card in the UPS may delay answers. */
const RULES: LineRules = { ends: "\r\n", until: "\r", answerMs: 1500, longest: 128, whole: true };
const TRIES = 3;
/** The answer to a question that was given up may come behind that to its repetition, and be none to the next. */
const LATE_MS = 2000;
/** An order that is not understood is refused at once. */
const REFUSAL_MS = 300;
const START_MS = 1000;
const REFUSED = "*";

const twoDigits = (text: string): string | undefined =>
  /^\d{1,2}$/.test(text) ? undefined : `"${text}" is no number of minutes below 100`;

export const OPTIONS: readonly DriverOption[] = [
  value("testtime", "minutes of a battery test (2)", twoDigits),
  value("offdelay", "seconds from a shutdown command to power off (0)", notNegative),
];

const FAMILIES: readonly Family[] = ["EG", "ON", "OZ", "OB"];

class OneacLine {
  readonly #line: AskLine;

  constructor(port: SerialLine, { clock }: DriverContext) {
    this.#line = new AskLine(port, clock, RULES);
  }

  /** An answer of another length is none. */
  async ask(question: string, length: number): Promise<Answer<string>> {
    for (let tries = 0; tries < TRIES; tries++) {
      const answer = await this.#line.ask(question);
      if (answer.kind === "data" && answer.raw === REFUSED) return { kind: "refused" };
      if (answer.kind !== "data" || answer.raw.length !== length) continue;
      if (tries > 0) await this.#line.pause(LATE_MS);
      return answer;
    }
    return { kind: "silent" };
  }

  async family(): Promise<Family | undefined> {
    for (let times = 0; times < 2; times++) await this.#line.send("");
    await this.#line.pause(START_MS);
    const answer = await this.ask("F", 2);
    return answer.kind === "data" ? FAMILIES.find((one) => one === answer.raw) : undefined;
  }

  async order(order: string): Promise<boolean> {
    return (await this.#line.text(order, { answerMs: REFUSAL_MS })) !== REFUSED;
  }

  /** The only order with nothing behind it. */
  async reboot(order: string): Promise<boolean> {
    await this.#line.settle();
    await this.#line.write(order);
    return true;
  }
}

const REBOOT = "\x0f\x06";

async function open(
  context: DriverContext,
  opened: (port: SerialLine) => void,
): Promise<Link<Asked, string, string, Token>> {
  const { openers, settings } = context;
  const port = await openers.serial.open(settings.port, { baud: 9600 });
  opened(port);
  const line = new OneacLine(port, context);
  const family = await line.family();
  if (!family) {
    const advice =
      "Check that the UPS is on, the cable, port in ups.conf, and the switches of its interface for 9600 bit/s";
    throw new DeviceError("absent", `${settings.port}: no Oneac UPS answers. ${advice}`);
  }
  const all = family === "EG" ? 22 : 48;
  return {
    title: `Oneac UPS of the ${family} family on ${settings.port}`,
    facts: [
      ["ups.model", family],
      ["ups.type", "Line Interactive"],
    ],
    rows: rowsOf(family, settings.get("offdelay") ?? "0"),
    read: async ({ ask }) => {
      const answer = await line.ask(ask, ask === ALL ? all : (LENGTHS[ask] ?? 0));
      if (ask === ALL && answer.kind !== "data") throw new DeviceError("stale", "the UPS does not tell its status");
      return answer;
    },
    write: (_, order) => line.order(order),
    order: (order) => (order === REBOOT ? line.reboot(order) : line.order(order)),
    close: () => port.close(),
  };
}

export const ONEAC: DriverDefinition = {
  name: "oneac",
  title: "Oneac UPSes with the advanced interface, on a serial line",
  version: "0.84",
  options: OPTIONS,
  quick: true,
  create: (context) =>
    new TableDriver(
      { rows: [], placeOf: ({ ask }) => ask, places: [ALL], open, killpower: "shutdown.reboot", silentLimit: 3 },
      context,
    ),
};
