/**
 * nutdrv_siemens-sitop: 24 V UPSes SITOP UPS500 of Siemens, on a serial line or their USB serial adapter. 9600 bit/s;
 * they tell their state of themselves, every 75 ms one word of five characters:
 *
 *     DC_OK DC_LO       the input is there, or too low          BUFRD ALARM       battery ready, or not
 *     ***** *BAT*       supplied by mains, or by battery        BA>85 BA<85       charge
 */
import type { SerialLine } from "../../../device/serial-line.ts";
import { type Clock, sleep } from "../../../system/clock.ts";
import { phrase } from "../../kit/codecs.ts";
import type { Answer } from "../../kit/line/ask-line.ts";
import { Frames, type Framing } from "../../kit/line/frames.ts";
import type { Link } from "../../kit/link.ts";
import { notNegative, numberOf, value } from "../../kit/options.ts";
import { TableDriver } from "../../kit/table-driver.ts";
import type { TableRow } from "../../kit/table-row.ts";
import { DeviceError, type DriverContext, type DriverDefinition } from "../../types.ts";

const LENGTH = 5;
type Fact = "input" | "output" | "battery" | "charge";
const WORDS: Readonly<Record<string, readonly [Fact, boolean]>> = {
  DC_OK: ["input", true],
  DC_LO: ["input", false],
  "*****": ["output", true],
  "*BAT*": ["output", false],
  BUFRD: ["battery", true],
  ALARM: ["battery", false],
  "BA>85": ["charge", true],
  "BA<85": ["charge", false],
};
const textOf = (bytes: Iterable<number>): string => Buffer.from([...bytes]).toString("latin1");
const FRAMING: Framing = {
  length: () => LENGTH,
  isRight: (frame) => textOf(frame) in WORDS,
  longest: LENGTH,
};

/** What was told last; true is good. */
type State = ReadonlyMap<Fact, boolean>;
type Asked = Readonly<Record<never, never>>;
type Token = "OB" | "OL" | "LB";
type SitopRow = TableRow<Asked, State, Token, string>;

const fails = (state: State): boolean => state.get("input") === false || state.get("output") === false;

const ROWS: readonly SitopRow[] = [
  { status: "OB", poll: "quick", when: fails },
  { status: "OL", poll: "quick", when: (state) => !fails(state) },
  { status: "LB", poll: "quick", when: (state) => state.get("battery") === false },
  {
    var: "battery.charge.approx",
    poll: "quick",
    as: phrase((state) => (state.get("charge") ? ">85" : "<85")),
  },
  { cmd: "shutdown.return", send: "R" },
  { cmd: "shutdown.stayoff", send: "S" },
];

/** All words come round in this time. */
const ROUND_MS = 1000;
const FIRST_MS = 5000;
const MOST_BYTES = 4096;
const SILENT_POLLS = 2;

class SitopLine {
  readonly #port: SerialLine;
  readonly #frames = new Frames(FRAMING);
  readonly #patience: number;
  readonly #state = new Map<Fact, boolean>();
  #silent = 0;

  constructor(port: SerialLine, patience: number) {
    this.#port = port;
    this.#patience = patience;
  }

  /** True where a word came within `ms`, or before. Throws DeviceError `lost`. */
  async hear(ms: number): Promise<boolean> {
    let heard = false;
    for (const byte of await this.#port.read(() => false, ms, MOST_BYTES)) {
      const word = this.#frames.push(byte);
      const [fact, good] = WORDS[word ? textOf(word) : ""] ?? [];
      if (fact === undefined || good === undefined) continue;
      this.#state.set(fact, good);
      heard = true;
    }
    return heard;
  }

  knowsSource(): boolean {
    return this.#state.has("input") || this.#state.has("output");
  }

  /** Throws DeviceError `stale` after some silent polls. */
  async state(): Promise<Answer<State>> {
    this.#silent = (await this.hear(POLL_MS)) ? 0 : this.#silent + 1;
    if (this.#silent > this.#patience) throw new DeviceError("stale", "the UPS has said nothing for a while");
    return { kind: "data", raw: this.#state };
  }

  async until(clock: Clock, known: () => boolean, ms: number): Promise<boolean> {
    const end = clock.now() + ms;
    while (!known() && clock.now() < end) await this.hear(POLL_MS);
    return known();
  }
}

/** A few words' time. */
const POLL_MS = 250;
const PACE_MS = 200;

/** A letter without a line end makes it mute; the first is lost now and then. */
async function order(port: SerialLine, clock: Clock, letter: string): Promise<boolean> {
  for (const byte of Buffer.from(`\n\n${letter}\n\n${letter}\n\n`)) {
    await port.write(Uint8Array.of(byte));
    await sleep(clock, PACE_MS);
  }
  return true;
}

async function open(
  { openers, settings, clock }: DriverContext,
  opened: (port: SerialLine) => void,
): Promise<Link<Asked, State, string, Token>> {
  const port = await openers.serial.open(settings.port, { baud: 9600 });
  opened(port);
  const line = new SitopLine(port, numberOf(settings.get("max_polls_without_data")) ?? SILENT_POLLS);
  if (!(await line.until(clock, () => line.knowsSource(), FIRST_MS))) {
    const advice = "Check that the UPS is on, its switches 11 and 12 are ON, the cable, and port in ups.conf";
    throw new DeviceError("absent", `${settings.port}: no SITOP UPS speaks. ${advice}`);
  }
  await line.hear(ROUND_MS);
  return {
    title: `Siemens SITOP UPS500 on ${settings.port}`,
    facts: [
      ["device.mfr", "Siemens"],
      ["device.model", "SITOP UPS500 series"],
    ],
    read: () => line.state(),
    order: (letter) => order(port, clock, letter),
    close: () => port.close(),
  };
}

export const NUTDRV_SIEMENS_SITOP: DriverDefinition = {
  name: "nutdrv_siemens-sitop",
  title: "24 V UPSes SITOP UPS500 of Siemens, on a serial line or their USB serial adapter",
  version: "0.08",
  options: [value("max_polls_without_data", "polls without a word before data are stale (2)", notNegative)],
  quick: true,
  create: (context) =>
    new TableDriver({ rows: ROWS, placeOf: () => "state", open, killpower: "shutdown.return" }, context),
};
