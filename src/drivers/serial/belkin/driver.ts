/** belkin: UPSes of Belkin and Delta that speak in messages with a tilde (see tilde/line.ts). DTR low, RTS high. */
import type { SerialLine } from "../../../device/serial-line.ts";
import { sleep } from "../../../system/clock.ts";
import { phrase, type ViewReader, words } from "../../kit/codecs.ts";
import { feedCable } from "../../kit/line/output-lines.ts";
import type { Link } from "../../kit/link.ts";
import { TableDriver } from "../../kit/table-driver.ts";
import type { TableRow } from "../../kit/table-row.ts";
import { DeviceError, type DriverContext, type DriverDefinition } from "../../types.ts";
import { type Asked, type Fields, number, numberAt, type Setting, TildeLine } from "../tilde/line.ts";

interface Order extends Setting {
  readonly afterMs?: number;
}
type Token = "OFF" | "OB" | "OL" | "LB";
type BelkinRow = TableRow<Asked, Fields, Token, Order>;

const SMART_MS = 1000;
/** Percent: the UPS itself says that its battery is low only seconds before its end. */
const LOW = 20;

const STATE = { ask: "STA", least: 6, poll: "quick" } as const;
const BATTERY = { ask: "STB", least: 10, poll: "quick" } as const;
const INPUT = { ask: "STI", least: 3 } as const;
const OUTPUT = { ask: "STO", least: 7 } as const;
const is =
  (at: number, word: string) =>
  (fields: Fields): boolean =>
    fields[at]?.startsWith(word) === true;

const isLow = (fields: Fields): boolean => is(1, "1")(fields) || (numberAt(fields, 9) ?? LOW) < LOW;

const TESTS = words<string>([
  ["0", "No test performed"],
  ["1", "Passed"],
  ["2", "In progress"],
  ["3", "10s test failed"],
  ["4", "10s test failed"],
  ["5", "deep test failed"],
  ["6", "Aborted"],
]);
const testResult: ViewReader<Fields, unknown> = phrase(([code = ""]) => TESTS.read(code.slice(0, 1)));

/** It is silenced by another number. */
const ODD_BEEPER = "F6C1400-EUR";
const order = (set: string, data: string, afterMs = 0): Order => ({ set, data, afterMs });

/** As a whole, to start again after a minute, in five seconds. */
const RETURN = [order("SDT", "2"), order("SDR", "1"), order("SDA", "5")];
const AGAIN_MS = 1500;

const ROWS: readonly BelkinRow[] = [
  { status: "OFF", ...STATE, when: is(5, "1") },
  { status: "OB", ...STATE, when: is(1, "1") },
  { status: "OL", ...STATE, when: (fields) => !is(1, "1")(fields) },
  { status: "LB", ...BATTERY, when: isLow },
  {
    var: "ups.beeper.status",
    ...STATE,
    as: phrase((fields) => fields[15] && (is(15, "0")(fields) ? "disabled" : "enabled")),
  },
  { var: "battery.charge.low", ...BATTERY, as: phrase(() => String(LOW)) },
  { var: "battery.charge", ...BATTERY, as: number(9) },
  { var: "battery.temperature", ...BATTERY, as: number(8) },
  { var: "battery.voltage", ...BATTERY, as: number(6, 1, 0.1) },
  { var: "ups.temperature", ...BATTERY, as: number(8) },
  { var: "input.voltage", ...INPUT, as: number(2, 1, 0.1) },
  { var: "input.frequency", ...INPUT, as: number(1, 1, 0.1) },
  { var: "output.frequency", ...OUTPUT, as: number(1, 1, 0.1) },
  { var: "output.voltage", ...OUTPUT, as: number(3, 1, 0.1) },
  { var: "ups.load", ...OUTPUT, as: number(6) },
  { var: "ups.test.result", ask: "TSR", as: testResult },
  { var: "input.transfer.low", ask: "RAT", poll: "once", as: number(7, 0, 1 / 0.88) },
  { var: "input.transfer.high", ask: "RAT", poll: "once", as: number(8, 0, 0.88) },
  { cmd: "beeper.enable", send: order("BUZ", "1") },
  {
    cmd: "beeper.disable",
    make: (_, view) => order("BUZ", view.note("model")?.[0] === ODD_BEEPER ? "2" : "0"),
  },
  { cmd: "shutdown.return", send: RETURN },
  { cmd: "load.off", repeated: true, send: [order("ROF", "1;1"), order("ROF", "1;1", AGAIN_MS)] },
  { cmd: "load.on", send: order("RON", "1;1") },
  { cmd: "test.battery.start.quick", send: order("TST", "3") },
  { cmd: "test.battery.start.deep", send: order("TST", "4") },
  { cmd: "test.battery.stop", send: order("TST", "0") },
];

/** Firmware 001 sends its ratings shorter than it says. */
const SHORT_FIRMWARE = "001";
const SHORT_BY = 3;
const TRIES = 3;

/** Throws DeviceError `absent`. */
async function greet(line: TildeLine, port: string): Promise<void> {
  for (let tries = 0; tries < TRIES; tries++) if ((await line.word("MNU")) !== undefined) return;
  const advice = "Check that the UPS is on, the cable, port in ups.conf, and whether belkinunv is its driver";
  throw new DeviceError("absent", `${port}: no Belkin UPS answers. ${advice}`);
}

/** What comes before the turning off is done where the UPS can. */
const PREPARES = ["SDT", "SDR"];

async function open(
  { openers, settings, clock }: DriverContext,
  opened: (port: SerialLine) => void,
): Promise<Link<Asked, Fields, Order, Token>> {
  const port = await openers.serial.open(settings.port, { baud: 2400 });
  opened(port);
  await feedCable(port, { dtr: false, rts: true });
  await sleep(clock, SMART_MS);
  const line = new TildeLine(port, clock);
  await greet(line, settings.port);
  const [model, firmware] = [await line.word("MOD"), await line.word("VER")];
  const shortBy = firmware === SHORT_FIRMWARE ? SHORT_BY : 0;
  return {
    title: `Belkin ${model ?? "UPS"} on ${settings.port}`,
    facts: [
      ["ups.mfr", "BELKIN"],
      ...(model ? [["ups.model", model] as const] : []),
      ...(firmware ? [["ups.firmware", firmware] as const] : []),
    ],
    notes: new Map([["model", [model ?? ""]]]),
    read: async (asked) => {
      const answer = await line.ask(asked, asked.ask === "RAT" ? shortBy : 0);
      if (asked.ask === STATE.ask && answer.kind !== "data")
        throw new DeviceError("stale", "the UPS does not tell its status");
      return answer;
    },
    order: async (setting) => {
      await sleep(clock, setting.afterMs ?? 0);
      return (await line.set(setting)) !== "refused" || PREPARES.includes(setting.set);
    },
    close: () => port.close(),
  };
}

export const BELKIN: DriverDefinition = {
  name: "belkin",
  title: "UPSes of Belkin and Delta that speak in messages with a tilde, on a serial line",
  version: "0.30",
  options: [],
  quick: true,
  create: (context) =>
    new TableDriver(
      { rows: ROWS, placeOf: ({ ask }) => ask, places: [STATE.ask, BATTERY.ask], open, killpower: "shutdown.return" },
      context,
    ),
};
