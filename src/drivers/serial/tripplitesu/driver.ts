/** tripplitesu: SmartOnline UPSes of Tripp Lite, which speak in messages with a tilde (see tilde/line.ts). */
import type { SerialLine } from "../../../device/serial-line.ts";
import type { Link } from "../../kit/link.ts";
import { notNegative, numberOf, percent, value } from "../../kit/options.ts";
import { TableDriver } from "../../kit/table-driver.ts";
import { DeviceError, type DriverContext, type DriverDefinition, type DriverOption } from "../../types.ts";
import { type Asked, type Fields, numberAt, type Setting, TildeLine } from "../tilde/line.ts";
import {
  type Order,
  offAndOn,
  outletRows,
  REBOOT_BY_ITSELF,
  RESTART,
  ROWS,
  STATUS,
  type Token,
  transferRows,
} from "./rows.ts";

const PACE_MS = 10;
/** Some firmware garbles its first answer. */
const GREETINGS = 3;
const MAKER = "Tripp Lite";
/** No device has more of them. */
const MOST_BANKS = 16;
const KILL_S = 5;

/** Throws DeviceError `absent`. */
async function greet(line: TildeLine, port: string): Promise<void> {
  let greeted = false;
  for (let tries = 0; tries < GREETINGS && !greeted; tries++) greeted = (await line.word("AVL")) !== undefined;
  if (greeted && (await line.word("MNU")) === MAKER) return;
  const advice = "Check that the UPS is on, the cable, port in ups.conf, and whether tripplite or belkin is its driver";
  throw new DeviceError("absent", `${port}: no SmartOnline UPS of Tripp Lite answers. ${advice}`);
}

/** A setting that the UPS has already is not sent; one that it has not at all is passed over. */
async function carryOut(line: TildeLine, setting: Setting): Promise<boolean> {
  if (setting.set === REBOOT_BY_ITSELF.set) {
    const now = await line.word(setting.set);
    if (now === undefined || now === setting.data) return true;
  }
  return (await line.set(setting)) === "taken" || setting.set === RESTART.set;
}

/** True where the UPS took all of it. */
async function carryOutAll(line: TildeLine, { others = [], ...first }: Order): Promise<boolean> {
  let done = true;
  for (const setting of [first, ...others]) done = (await carryOut(line, setting)) && done;
  return done;
}

async function change(line: TildeLine, { ask }: Asked, fields: Fields): Promise<boolean> {
  const now = await line.ask({ ask });
  if (now.kind !== "data") return false;
  const data = fields.join(";");
  return now.raw.join(";") === data || (await line.set({ set: ask, data })) === "taken";
}

/** Throws DeviceError `stale`: without its status no poll makes sense. */
async function read(line: TildeLine, asked: Asked): ReturnType<TildeLine["ask"]> {
  const answer = await line.ask(asked);
  if (answer.kind !== "data" && STATUS.includes(asked.ask))
    throw new DeviceError("stale", `the UPS does not answer ${asked.ask}`);
  return answer;
}

async function open(
  { openers, settings, clock }: DriverContext,
  opened: (port: SerialLine) => void,
): Promise<Link<Asked, Fields, Order, Token>> {
  const port = await openers.serial.open(settings.port, { baud: 2400 });
  opened(port);
  const line = new TildeLine(port, clock, {
    paceMs: PACE_MS,
    spacingMs: Math.max(0, numberOf(settings.get("command_delay")) ?? 0),
  });
  await greet(line, settings.port);
  const model = await line.word("MOD");
  const [ratings, relays] = [await line.ask({ ask: "RAT" }), await line.ask({ ask: "LET" })];
  const banks = relays.kind === "data" ? Math.min(MOST_BANKS, numberAt(relays.raw, 0) ?? 0) : 0;
  return {
    title: `${MAKER} ${model ?? "SmartOnline"} on ${settings.port}`,
    facts: [["ups.mfr", MAKER], ...(model ? [["ups.model", model] as const] : [])],
    rows: [...transferRows(ratings.kind === "data" ? ratings.raw : []), ...outletRows(banks)],
    read: (asked) => read(line, asked),
    write: (asked, fields) => change(line, asked, fields),
    order: (order) => carryOutAll(line, order),
    killpower: async () => {
      let done = true;
      for (const setting of offAndOn(KILL_S)) done = await carryOut(line, setting);
      return done;
    },
    close: () => port.close(),
  };
}

const OPTIONS: readonly DriverOption[] = [
  value("lowbatt", "charge, in percent, at which the battery counts as low", percent),
  value("command_delay", "milliseconds between an answer and the next question (0)", notNegative),
];

export const TRIPPLITESU: DriverDefinition = {
  name: "tripplitesu",
  title: "SmartOnline UPSes of Tripp Lite on a serial line",
  version: "0.12",
  options: OPTIONS,
  quick: true,
  create: (context) => new TableDriver({ rows: ROWS, placeOf: ({ ask }) => ask, places: STATUS, open }, context),
};
