/**
 * bestfortress: the oldest Fortresses of Best Power. They tell the record of the later ones without a prompt, and are
 * set by numbered parameters, for which a password is wanted:
 *
 *     we  f            it  CR LF 000000000001000000000000011801200000001200014500000280600000990025000000000301C9 CR LF
 *     we  p999=2639    it  OK
 *     we  p7=196       it  OK
 */
import type { SerialLine } from "../../../device/serial-line.ts";
import type { Clock } from "../../../system/clock.ts";
import { type Answer, AskLine, type LineRules } from "../../kit/line/ask-line.ts";
import type { Link } from "../../kit/link.ts";
import { among, numberOf, positive, value } from "../../kit/options.ts";
import { TableDriver } from "../../kit/table-driver.ts";
import { DeviceError, type DriverContext, type DriverDefinition } from "../../types.ts";
import { recordIn } from "../best/record.ts";
import type { Asked } from "../best/rows.ts";
import { DELAY, type FortressRow, isSetting, loadRow, ROWS, type Token } from "./rows.ts";

const ANSWER_MS = 2000;
const RULES: LineRules = {
  ends: "\r",
  until: "\r",
  answerMs: ANSWER_MS,
  longest: 256,
  whole: true,
  ignored: "\r\n \0",
  paceMs: 50,
};
const TRIES = 3;
const PASSWORD = "p999=2639";
const NO_PASSWORD = "p999=";

class FortressLine {
  readonly #line: AskLine;
  readonly #clock: Clock;

  constructor(port: SerialLine, clock: Clock) {
    this.#line = new AskLine(port, clock, RULES);
    this.#clock = clock;
  }

  /** What `fits` makes of the first line that it takes; the question may come back in front. */
  async #ask<T>(question: string, fits: (line: string) => T | undefined): Promise<T | undefined> {
    await this.#line.send(question);
    const end = this.#clock.now() + ANSWER_MS;
    for (let left = ANSWER_MS; left > 0; left = end - this.#clock.now()) {
      const line = await this.#line.answer({ answerMs: left });
      const found = line === question || line === "" ? undefined : fits(line);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  async record(): Promise<string | undefined> {
    for (let tries = 0; tries < TRIES; tries++) {
      const record = await this.#ask("f", recordIn);
      if (record !== undefined) return record;
    }
    return undefined;
  }

  /** Sets a parameter under the password: true where the UPS says OK. */
  async set(setting: string): Promise<boolean> {
    const said = (line: string): boolean => line.startsWith("OK");
    await this.#ask(PASSWORD, said);
    const taken = await this.#ask(setting, said);
    await this.#ask(NO_PASSWORD, said);
    return taken === true;
  }

  /** It does not confirm that it turns off. */
  async order(order: string): Promise<boolean> {
    if (isSetting(order)) await this.set(order);
    else await this.#line.send(order);
    return true;
  }
}

/** Settings cannot be read: what was set is known, else nothing. */
async function read(line: FortressLine, set: ReadonlyMap<string, string>, { ask }: Asked): Promise<Answer<string>> {
  if (isSetting(ask)) return { kind: "data", raw: set.get(ask) ?? "" };
  const raw = await line.record();
  if (raw === undefined) throw new DeviceError("stale", "the UPS does not tell its state");
  return { kind: "data", raw };
}

async function open(
  { openers, settings, clock }: DriverContext,
  opened: (port: SerialLine) => void,
): Promise<Link<Asked, string, string, Token>> {
  const port = await openers.serial.open(settings.port, { baud: numberOf(settings.get("baudrate")) ?? 1200 });
  opened(port);
  const line = new FortressLine(port, clock);
  if ((await line.record()) === undefined) {
    const advice =
      "Check that the UPS is on, the cable, port and baudrate in ups.conf, and whether bestfcom is its driver";
    throw new DeviceError("absent", `${settings.port}: no Fortress of Best Power answers. ${advice}`);
  }
  const set = new Map<string, string>();
  const load: readonly FortressRow[] = settings.has("max_load")
    ? [loadRow(numberOf(settings.get("max_load")) ?? 0)]
    : [];
  return {
    title: `Best Power Fortress on ${settings.port}`,
    facts: [
      ["ups.mfr", "Best Power"],
      ["ups.model", "Fortress"],
      ["battery.voltage.nominal", "24"],
      ["ups.delay.shutdown", DELAY],
    ],
    rows: load,
    read: (asked) => read(line, set, asked),
    write: async ({ ask }, raw) => {
      const taken = await line.set(`${ask}${raw}`);
      if (taken) set.set(ask, raw);
      return taken;
    },
    order: (order) => line.order(order),
    close: () => port.close(),
  };
}

export const BESTFORTRESS: DriverDefinition = {
  name: "bestfortress",
  title: "old Fortresses of Best Power on a serial line",
  version: "0.15",
  options: [
    value("baudrate", "bit/s: 1200, 2400, 4800 or 9600 (1200)", among("1200", "2400", "4800", "9600")),
    value("max_load", "VA that it can carry, for ups.load", positive),
  ],
  quick: true,
  create: (context) =>
    new TableDriver({ rows: ROWS, placeOf: ({ ask }) => ask, open, killpower: "shutdown.return" }, context),
};
