/** al175: rectifiers of Eltek with the alarm module AL175 in COMLI mode. 9600 bit/s (see comli.ts). */
import type { SerialLine } from "../../../device/serial-line.ts";
import { figure, phrase, type ViewReader } from "../../kit/codecs.ts";
import { AskFrames } from "../../kit/line/ask-frames.ts";
import type { Link } from "../../kit/link.ts";
import type { View } from "../../kit/row.ts";
import { TableDriver } from "../../kit/table-driver.ts";
import type { TableRow } from "../../kit/table-row.ts";
import { DeviceError, type DriverContext, type DriverDefinition } from "../../types.ts";
import { dataIn, FRAMING, isTaken, order, question } from "./comli.ts";

const ANSWER_MS = 1500;
const TRIES = 2;

/** So many registers of a byte, eight apart, from an address on. */
interface Asked {
  readonly ask: number;
  readonly count: number;
}
type Bytes = Uint8Array;
type Token = "RB" | "TEST" | "OL" | "OB" | "OFF" | "LB" | "HB" | "BOOST";
type Seen = View<Token, Bytes>;

// 4000 fuses, 4008 battery, 4020 mains, 4028 off, 4030 test, 4038 battery's voltage, 4040 direction of its current.
const STATE = { ask: 0x4000, count: 9, poll: "quick" } as const;
/** Raising, and which system it is. */
const SYSTEM = { ask: 0x4048, count: 2, poll: "quick" } as const;
const REFERENCES = { ask: 0x4100, count: 8 } as const;
const MEASURES = { ask: 0x4180, count: 8, poll: "quick" } as const;
const TEMPERATURE = { ask: 0x4300, count: 2 } as const;

const is =
  (at: number, value: number) =>
  (bytes: Bytes): boolean =>
    bytes[at] === value;
const has =
  (at: number, mask: number) =>
  (bytes: Bytes): boolean =>
    ((bytes[at] ?? 0) & mask) !== 0;

const hundredths = (bytes: Bytes, at: number): number => (256 * (bytes[at] ?? 0) + (bytes[at + 1] ?? 0)) / 100;
const measure = (at: number): ViewReader<Bytes, unknown> => figure(2, (bytes) => hundredths(bytes, at));
const verdict = (isWrong: (bytes: Bytes) => boolean): ViewReader<Bytes, unknown> =>
  phrase((bytes: Bytes) => (isWrong(bytes) ? "FAIL" : "OK"));

/** By the number of the system. */
const VOLTS = ["48", "24", "12", "26", "60"];
/** By the number of the direction: into the battery, out of it. */
const SIGNS = [1, -1];
const batteryAmperes = (bytes: Bytes, view: Seen): number =>
  (SIGNS[view.note("state")?.[8] ?? -1] ?? 0) * hundredths(bytes, 2);

const [isFuseBlown, isUneven, hasTestFailed] = [has(0, 0x40), has(0, 0x20), is(6, 1)];

/** Down to 24 V, for a minute. */
const START = order(0x83, 0x81, 24, 1);
const STOP = order(0x83, 0x80);

const ROWS: readonly TableRow<Asked, Bytes, Token, Uint8Array>[] = [
  { note: "state", ...STATE },
  { status: "RB", ...STATE, when: (bytes) => isFuseBlown(bytes) || isUneven(bytes) },
  { status: "TEST", ...STATE, when: has(1, 0x01) },
  { status: "OL", ...STATE, when: is(4, 0) },
  { status: "OB", ...STATE, when: is(4, 1) },
  { status: "OFF", ...STATE, when: is(5, 1) },
  { status: "RB", ...STATE, when: hasTestFailed },
  { status: "LB", ...STATE, when: is(7, 1) },
  { status: "HB", ...STATE, when: is(7, 2) },
  { status: "BOOST", ...SYSTEM, when: is(0, 1) },
  { var: "battery.fuse", ...STATE, as: verdict(isFuseBlown) },
  { var: "battery.symmetry", ...STATE, as: verdict(isUneven) },
  { var: "ups.test.result", ...STATE, sometimes: true, as: phrase((bytes: Bytes) => ["OK", "FAIL"][bytes[6] ?? -1]) },
  { var: "output.voltage.nominal", ...SYSTEM, as: phrase((bytes: Bytes) => VOLTS[bytes[1] ?? -1]) },
  { var: "battery.voltage.nominal", ...REFERENCES, as: measure(0) },
  { var: "input.transfer.boost.low", ...REFERENCES, as: measure(2) },
  { var: "battery.current", ...MEASURES, as: figure(2, batteryAmperes) },
  { var: "output.current", ...MEASURES, as: measure(6) },
  { var: "battery.temperature", ...TEMPERATURE, as: measure(0) },
  { cmd: "test.battery.start", send: START },
  { cmd: "test.battery.stop", send: STOP },
];

class ComliLine {
  readonly #frames: AskFrames;

  constructor(port: SerialLine, { clock }: DriverContext) {
    this.#frames = new AskFrames(port, clock, { framing: FRAMING, answerMs: ANSWER_MS, tries: TRIES });
  }

  /** Throws DeviceError `lost`. */
  async read({ ask, count }: Asked): Promise<Bytes | undefined> {
    const fits = (frame: Uint8Array): boolean => dataIn(frame, ask, count) !== undefined;
    const answer = await this.#frames.ask(question(ask, count), fits);
    return answer.kind === "data" ? dataIn(answer.raw, ask, count) : undefined;
  }

  /** Sent once: it may have been taken, though nothing says so. Throws DeviceError `lost`. */
  async order(bytes: Uint8Array): Promise<boolean> {
    await this.#frames.send(bytes);
    return (await this.#frames.hear(isTaken)) !== undefined;
  }
}

async function open(
  context: DriverContext,
  opened: (port: SerialLine) => void,
): Promise<Link<Asked, Bytes, Uint8Array, Token>> {
  const { openers, settings } = context;
  const port = await openers.serial.open(settings.port, { baud: 9600 });
  opened(port);
  const line = new ComliLine(port, context);
  if (!(await line.read(STATE))) {
    const advice = "Check that the module is on and in COMLI mode, the cable, and port in ups.conf";
    throw new DeviceError("absent", `${settings.port}: no AL175 of Eltek answers. ${advice}`);
  }
  return {
    title: `Eltek AL175 on ${settings.port}`,
    facts: [
      ["ups.mfr", "Eltek"],
      ["ups.model", "AL175"],
    ],
    read: async (asked) => {
      const raw = await line.read(asked);
      if (!raw) throw new DeviceError("stale", `the module does not tell register ${asked.ask.toString(16)}`);
      return { kind: "data", raw };
    },
    order: (bytes) => line.order(bytes),
    close: () => port.close(),
  };
}

export const AL175: DriverDefinition = {
  name: "al175",
  title: "Rectifiers of Eltek with the alarm module AL175 on a serial line",
  version: "0.18",
  options: [],
  quick: true,
  create: (context) => new TableDriver({ rows: ROWS, placeOf: ({ ask }) => String(ask), open }, context),
};
