/**
 * safenet: UPSes that came with the program SafeNet. 1200 bit/s; every question and order is a Z and eleven letters, and
 * every answer the state:
 *
 *     we  ZCADLIOPERJD      it  $AABAAAAAAA       ten flags: A no, B yes
 */
import type { SerialLine } from "../../../device/serial-line.ts";
import { sleep } from "../../../system/clock.ts";
import { AskLine, type LineRules } from "../../kit/line/ask-line.ts";
import { feedCable } from "../../kit/line/output-lines.ts";
import type { Link } from "../../kit/link.ts";
import { notNegative, numberOf, value } from "../../kit/options.ts";
import type { View } from "../../kit/row.ts";
import { TableDriver } from "../../kit/table-driver.ts";
import type { TableRow } from "../../kit/table-row.ts";
import {
  DeviceError,
  type DriverContext,
  type DriverDefinition,
  type DriverOption,
  type DriverSettings,
} from "../../types.ts";

const RULES: LineRules = { ends: "\r", until: "\r", answerMs: 1000, longest: 32, whole: true };
const TRIES = 3;
const POWER_MS = 100;

const WORDS = {
  begin: "ZCADLIOPERJD",
  mains: "ZFSDERBTRFGY",
  test: "ZAVLEJFICOPR",
  stop: "ZGWLEJFICOPR",
  beep: "ZELWSABPMBEQ",
} as const;
const STATE = /^\$[AB]{10}$/;

/** Letters that change from poll to poll: the first says how far behind it the L stands, the rest means nothing. */
export function pollWords(turn: number): string {
  const letters = Array.from({ length: 11 }, (_, at) => String.fromCharCode(65 + ((turn * 7 + at * 3) % 10)));
  letters[(letters[0] ?? "A").charCodeAt(0) - 65 + 1] = "L";
  return `Z${letters.join("")}`;
}

type Asked = Readonly<Record<never, never>>;
type Token = "OB" | "OL" | "LB" | "OVER" | "RB" | "CAL";
type SafeRow = TableRow<Asked, string, Token, string>;

const flag =
  (number: number) =>
  (state: string): boolean =>
    state[number] === "B";
const [onBattery, low, over, silenced, worn, failed, testing] = [
  flag(1),
  flag(3),
  flag(4),
  flag(6),
  flag(7),
  flag(8),
  flag(9),
];

const toggle = (silent: boolean) => (_: string | undefined, view: Pick<View, "note">) =>
  silenced(view.note("state") ?? "") === silent ? WORDS.beep : [];

const ROWS: readonly SafeRow[] = [
  { status: "OB", when: onBattery, poll: "quick" },
  { status: "OL", when: (state) => !onBattery(state), poll: "quick" },
  { status: "LB", when: low, poll: "quick" },
  { status: "OVER", when: over, poll: "quick" },
  { status: "RB", when: worn, poll: "quick" },
  { status: "CAL", when: testing, poll: "quick" },
  { alarm: "System selftest fail!", when: failed, poll: "quick" },
  { note: "state", poll: "quick" },
  { cmd: "test.battery.start", send: WORDS.test },
  { cmd: "test.battery.stop", send: WORDS.stop },
  { cmd: "test.failure.start", send: WORDS.mains },
  { cmd: "test.failure.stop", send: WORDS.stop },
  { cmd: "beeper.enable", make: toggle(true) },
  { cmd: "beeper.on", make: toggle(true) },
  { cmd: "beeper.mute", make: toggle(false) },
  { cmd: "beeper.off", make: toggle(false) },
  { cmd: "beeper.toggle", send: WORDS.beep },
];

export const OPTIONS: readonly DriverOption[] = [
  value("manufacturer", "maker to show"),
  value("modelname", "model to show"),
  value("serialnumber", "serial number to show"),
  value("ondelay", "minutes from the return of mains to power on (1)", notNegative),
  value("offdelay", "seconds from a shutdown command to power off (30)", notNegative),
];

interface Delays {
  readonly on: number;
  readonly off: number;
}

/** Throws DeviceError `configuration`. */
function delaysOf({ get }: DriverSettings): Delays {
  const [on, off] = [numberOf(get("ondelay")) ?? 1, numberOf(get("offdelay")) ?? 30];
  if (on > 9999) throw new DeviceError("configuration", `ondelay = ${on}: write minutes, 0 to 9999`);
  if (off > 999) throw new DeviceError("configuration", `offdelay = ${off}: write seconds, 0 to 999`);
  return { on, off };
}

/** Digits as letters, A for 0. */
const letters = (number: number, count: number): string =>
  [...String(number).padStart(count, "0")].map((digit) => String.fromCharCode(65 + Number(digit))).join("");

const shutdowns = ({ on, off }: Delays) => ({
  waits: `ZBAS${letters(off, 3)}WLPGE`,
  restarts: `ZAF${letters(off, 3)}R${letters(on, 4)}O`,
});

class SafeLine {
  readonly #line: AskLine;
  #turn = 0;
  /** The last state that was believed. */
  #state: string | undefined;

  constructor(port: SerialLine, { clock }: DriverContext) {
    this.#line = new AskLine(port, clock, RULES);
  }

  async ask(words: string): Promise<string | undefined> {
    const answer = await this.#line.text(words);
    return STATE.test(answer) ? answer : undefined;
  }

  async begin(): Promise<string | undefined> {
    let state: string | undefined;
    for (let tries = 0; tries < TRIES && state === undefined; tries++) state = await this.ask(WORDS.begin);
    return state;
  }

  /** At the end of a test the UPS says for a moment that its battery is low: that is no state. */
  async state(): Promise<string | undefined> {
    for (let tries = 0; tries < TRIES; tries++) {
      const state = await this.ask(pollWords(this.#turn++));
      if (state === undefined) continue;
      const glitch = testing(state) && low(state) && (await this.ask(WORDS.stop)) !== undefined;
      this.#state = glitch ? (this.#state ?? state) : state;
      return this.#state;
    }
    return undefined;
  }
}

async function open(
  context: DriverContext,
  opened: (port: SerialLine) => void,
): Promise<Link<Asked, string, string, Token>> {
  const { openers, settings, clock } = context;
  const delays = delaysOf(settings);
  const { waits, restarts } = shutdowns(delays);
  const port = await openers.serial.open(settings.port, { baud: 1200 });
  opened(port);
  await feedCable(port, { dtr: true, rts: false });
  await sleep(clock, POWER_MS);
  const line = new SafeLine(port, context);
  if ((await line.begin()) === undefined) {
    const advice = "Check that the UPS is on, the cable, and port in ups.conf";
    throw new DeviceError("absent", `${settings.port}: no UPS answers as SafeNet wants it. ${advice}`);
  }
  const shown = (option: string): string => settings.get(option) ?? "unknown";
  return {
    title: `UPS with SafeNet on ${settings.port}`,
    facts: [
      ["ups.mfr", shown("manufacturer")],
      ["ups.model", shown("modelname")],
      ["ups.serial", shown("serialnumber")],
      ["ups.delay.start", String(60 * delays.on)],
      ["ups.delay.shutdown", String(delays.off)],
    ],
    rows: [
      { cmd: "shutdown.return", send: waits },
      { cmd: "shutdown.reboot", send: restarts },
    ],
    read: async () => {
      const raw = await line.state();
      if (raw === undefined) throw new DeviceError("stale", "the UPS does not tell its state");
      return { kind: "data", raw };
    },
    order: async (order) => (await line.ask(order)) !== undefined,
    // It would start again on battery: which order is right, the mains tell.
    killpower: async () => {
      const state = await line.begin();
      return state !== undefined && (await line.ask(onBattery(state) ? waits : restarts)) !== undefined;
    },
    close: () => port.close(),
  };
}

export const SAFENET: DriverDefinition = {
  name: "safenet",
  title: "UPSes that came with SafeNet, on a serial line",
  version: "1.83",
  options: OPTIONS,
  quick: true,
  create: (context) => new TableDriver({ rows: ROWS, placeOf: () => "state", open }, context),
};
