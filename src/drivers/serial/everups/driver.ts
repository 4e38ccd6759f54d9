/**
 * everups: NET DPC and AP Pro of EVER. 300 bit/s, one byte to and fro, a greeting before each question:
 *
 *     we  d0    it  d0          the greeting, given back
 *     we  af    it  04          bits: 01 standby, 04 on battery
 *     we  bd    it  d2          battery, of 255 for 15 V
 *     we  f5    it  58 03       mains, the lower byte first
 */
import type { SerialLine } from "../../../device/serial-line.ts";
import { figure, phrase, type ViewReader } from "../../kit/codecs.ts";
import type { Answer } from "../../kit/line/ask-line.ts";
import { feedCable } from "../../kit/line/output-lines.ts";
import type { Link } from "../../kit/link.ts";
import type { View } from "../../kit/row.ts";
import { TableDriver } from "../../kit/table-driver.ts";
import type { TableRow } from "../../kit/table-row.ts";
import { DeviceError, type DriverContext, type DriverDefinition } from "../../types.ts";

const GREETING = 0xd0;
const MODEL = 0xad;
const ANSWER_MS = 3000;
/** Longer than a byte takes. */
const BYTE_MS = 60;
const TRIES = 2;

interface Asked {
  readonly ask: number;
  /** Bytes of the answer. */
  readonly count: number;
}
type Token = "LB" | "OB" | "OL";
type Seen = View<Token, Uint8Array>;
type EverRow = TableRow<Asked, Uint8Array, Token, Uint8Array>;

const STATE = { ask: 0xaf, count: 1, poll: "quick" } as const;
const BATTERY = { ask: 0xbd, count: 1, poll: "quick" } as const;
const MAINS = { ask: 0xf5, count: 2, poll: "quick" } as const;

const isStandby = ([state = 0]: Uint8Array): boolean => (state & 0x01) !== 0;
const onBattery = (state: Uint8Array): boolean => !isStandby(state) && ((state[0] ?? 0) & 0x04) !== 0;
const stateIn = (view: Seen): Uint8Array => view.note("state") ?? new Uint8Array();

/** Tenths of a volt. */
const LOW = 105;
const tenths = ([raw = 0]: Uint8Array): number => Math.trunc((raw * 150) / 255);
const EMPTY = 95;
const [FULL, FULL_ON_CHARGE] = [124.5, 135.5];

function charge(raw: Uint8Array, view: Seen): number {
  const full = isStandby(stateIn(view)) ? FULL_ON_CHARGE : FULL;
  return Math.max(0, Math.min(100, ((tenths(raw) - EMPTY) * 100) / (full - EMPTY)));
}

const MODELS: Readonly<Record<number, string>> = {
  67: "NET 500-DPC",
  68: "NET 700-DPC",
  69: "NET 1000-DPC",
  70: "NET 1400-DPC",
  71: "NET 2200-DPC",
  73: "NET 700-DPC (new)",
  74: "NET 1000-DPC (new)",
  75: "NET 1400-DPC (new)",
  76: "NET 500-DPC (new)",
  81: "AP 450-PRO",
  82: "AP 650-PRO",
};
const isNew = (model: number): boolean => model > 72 && model < 77;

const volts: ViewReader<Uint8Array, Seen> = phrase(([low = 0, high = 0], view) => {
  const scale = isNew(view.note("model")?.[0] ?? 0) ? 352 : 372;
  return String(Math.trunc(((low + 256 * high) * 100) / scale)).padStart(3, "0");
});

const ROWS: readonly EverRow[] = [
  { note: "state", ...STATE },
  { status: "LB", ...BATTERY, when: (raw, view) => onBattery(stateIn(view)) && tenths(raw) < LOW },
  { status: "OB", ...STATE, when: onBattery },
  { status: "OL", ...STATE, when: (state) => !onBattery(state) },
  { var: "battery.voltage", ...BATTERY, as: figure(2, (raw) => tenths(raw) / 10) },
  { var: "battery.charge", ...BATTERY, as: figure(1, charge) },
  { var: "input.voltage", ...MAINS, as: volts },
];

class EverLine {
  readonly #port: SerialLine;

  constructor(port: SerialLine) {
    this.#port = port;
  }

  /** So many bytes, and no more; there is no checksum. Throws DeviceError `lost`. */
  async #exchange(byte: number, count: number): Promise<Uint8Array | undefined> {
    this.#port.flush();
    await this.#port.write(Uint8Array.of(byte));
    const answer = await this.#port.read(() => false, ANSWER_MS, count);
    const more = await this.#port.read(() => true, BYTE_MS, 1);
    return answer.length === count && more.length === 0 ? answer : undefined;
  }

  async greet(tries = TRIES): Promise<boolean> {
    for (let left = tries; left > 0; left--) if ((await this.#exchange(GREETING, 1))?.[0] === GREETING) return true;
    return false;
  }

  async ask({ ask, count }: Asked): Promise<Uint8Array | undefined> {
    return (await this.greet()) ? this.#exchange(ask, count) : undefined;
  }

  /** What says that there are no mains is asked twice, and has to be the same. */
  async read(asked: Asked): Promise<Answer<Uint8Array>> {
    const raw = await this.ask(asked);
    if (raw === undefined) throw new DeviceError("stale", "the UPS does not answer");
    if (asked.ask !== STATE.ask || !onBattery(raw)) return { kind: "data", raw };
    if ((await this.ask(asked))?.[0] !== raw[0]) throw new DeviceError("stale", "the UPS contradicts itself");
    return { kind: "data", raw };
  }

  async order(words: Uint8Array): Promise<boolean> {
    if (!(await this.greet())) return false;
    for (const byte of words) await this.#port.write(Uint8Array.of(byte));
    return true;
  }
}

/** In 1.28 seconds; off. */
const OFF: readonly Uint8Array[] = [Uint8Array.of(28, 1), Uint8Array.of(13, 8)];

async function open(
  { openers, settings }: DriverContext,
  opened: (port: SerialLine) => void,
): Promise<Link<Asked, Uint8Array, Uint8Array, Token>> {
  const port = await openers.serial.open(settings.port, { baud: 300 });
  opened(port);
  await feedCable(port, { dtr: false, rts: false });
  const line = new EverLine(port);
  const told = await line.ask({ ask: MODEL, count: 1 });
  if (told === undefined) {
    const advice = "Check that the UPS is on, the cable, and port in ups.conf";
    throw new DeviceError("absent", `${settings.port}: no UPS of EVER answers. ${advice}`);
  }
  const model = MODELS[told[0] ?? 0] ?? "Unknown";
  return {
    title: `EVER ${model} on ${settings.port}`,
    facts: [
      ["ups.mfr", "Ever"],
      ["ups.model", model],
    ],
    notes: new Map([["model", told]]),
    rows: [{ cmd: "load.off", send: OFF }],
    read: (asked) => line.read(asked),
    order: (words) => line.order(words),
    close: () => port.close(),
  };
}

export const EVERUPS: DriverDefinition = {
  name: "everups",
  title: "NET DPC and AP Pro of EVER on a serial line",
  version: "0.10",
  options: [],
  quick: true,
  create: (context) =>
    new TableDriver({ rows: ROWS, placeOf: ({ ask }) => String(ask), open, killpower: "load.off" }, context),
};
