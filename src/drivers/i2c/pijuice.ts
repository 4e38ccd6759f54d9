/**
 * pijuice: the PiJuice HAT on the I2C bus of a Raspberry Pi. Each command is answered with its bytes and one that makes
 * the exclusive-or of all FF, and takes the same behind its own:
 *
 *     40  →  84 7b                  state: 0c battery, 30 the micro USB socket, c0 the pins of 5 V
 *     42  →  e8 03 14               charge in tenths of a percent, the lower byte first
 *     47 49 4b 4d 4f                degrees, millivolts and milliamperes: of the battery, of the pins
 *     62  ←  1e e1                  off in 30 seconds
 *
 * The commands, and that first bytes lose their highest bit where the Raspberry Pi does not wait for the clock, are in
 * pijuice.py of the maker.
 */
import type { I2cBus } from "../../device/i2c.ts";
import { figure, phrase } from "../kit/codecs.ts";
import type { Answer } from "../kit/line/ask-line.ts";
import type { Link } from "../kit/link.ts";
import { value } from "../kit/options.ts";
import type { View } from "../kit/row.ts";
import { TableDriver } from "../kit/table-driver.ts";
import type { TableRow } from "../kit/table-row.ts";
import { DeviceError, type DriverContext, type DriverDefinition } from "../types.ts";
import { found } from "./found.ts";

const TRIES = 3;
const ADDRESS = 0x14;
const OFF_AFTER_S = 30;

interface Asked {
  readonly ask: number;
  /** Bytes of the answer, without the last. */
  readonly count: number;
}
interface Order {
  readonly command: number;
  readonly byte: number;
}
type Token = "LB" | "HB" | "RB" | "OL" | "OB" | "CHRG" | "DISCHRG";
type Seen = View<Token, Uint8Array>;
type JuiceRow = TableRow<Asked, Uint8Array, Token, Order>;

const STATE = { ask: 0x40, count: 1, poll: "quick" } as const;
const CHARGE = { ask: 0x42, count: 2, poll: "quick" } as const;
const TEMPERATURE = { ask: 0x47, count: 2 } as const;
const VOLTAGE = { ask: 0x49, count: 2 } as const;
const CURRENT = { ask: 0x4b, count: 2 } as const;
const PIN_VOLTAGE = { ask: 0x4d, count: 2 } as const;
const PIN_CURRENT = { ask: 0x4f, count: 2 } as const;
const PROFILE = { ask: 0x53, count: 14, poll: "once" } as const;
const CHEMISTRY = { ask: 0x54, count: 17, poll: "once" } as const;
const OFF = 0x62;
const OWN_ADDRESS = { ask: 0x7c, count: 1 } as const;
const CLOCK = { ask: 0xb0, count: 9 } as const;
const FIRMWARE = { ask: 0xfd, count: 2, poll: "once" } as const;

const sumOf = (bytes: Uint8Array): number => bytes.reduce((sum, byte) => sum ^ byte, 0xff);

/** The bytes in front of the one that proves them, with the bit that the first may have lost; undefined for noise. */
export function proven(bytes: Uint8Array): Uint8Array | undefined {
  const told = Uint8Array.from(bytes.subarray(0, -1));
  const wrong = sumOf(told) ^ (bytes.at(-1) ?? 0);
  if (wrong === 0) return told;
  const [first = 0] = told;
  if (wrong !== 0x80 || (first & 0x80) !== 0) return undefined;
  told[0] = first | 0x80;
  return told;
}

const unsigned = ([low = 0, high = 0]: Uint8Array): number => low | (high << 8);
const signed = (raw: Uint8Array): number => (unsigned(raw) << 16) >> 16;
const thousandths = figure<Uint8Array>(3, (raw) => signed(raw) / 1000);

type Battery = "resting" | "charging" | "absent";
const BATTERY: readonly Battery[] = ["resting", "charging", "charging", "absent"];
const batteryIn = ([state = 0]: Uint8Array): Battery => BATTERY[(state >> 2) & 3] ?? "absent";
const hasMains = ([state = 0]: Uint8Array): boolean => (state & 0xf0) !== 0;

function chargerIn(state: Uint8Array): string {
  if (!hasMains(state)) return "discharging";
  return batteryIn(state) === "charging" ? "charging" : "resting";
}

const has = (view: Seen): boolean => batteryIn(view.note("state") ?? Uint8Array.of(0)) !== "absent";
const [LOW, HIGH] = [25, 75];
const percent = (raw: Uint8Array): number => unsigned(raw) / 10;

/** Two figures of binary-coded decimals. */
const figures = (byte: number | undefined, tens = 7): string =>
  String(((((byte ?? 0) >> 4) & tens) * 10 + ((byte ?? 0) & 0x0f)) % 100).padStart(2, "0");

function timeIn([second, minute, hour, , , , , fraction = 0]: Uint8Array): string {
  const hundredths = String(Math.trunc((fraction * 100) / 256)).padStart(2, "0");
  return `${figures(hour, 3)}:${figures(minute)}:${figures(second)}.${hundredths}`;
}

const dateIn = ([, , , , day, month, year]: Uint8Array): string =>
  `20${figures(year, 15)}-${figures(month, 1)}-${figures(day, 3)}`;

const CHEMISTRIES = ["LiPO", "LiFePO4"];

const ROWS: readonly JuiceRow[] = [
  { note: "state", ...STATE },
  { status: "LB", ...CHARGE, when: (raw, view) => has(view) && percent(raw) <= LOW },
  { status: "HB", ...CHARGE, when: (raw, view) => has(view) && percent(raw) > HIGH },
  { status: "RB", ...STATE, when: (state) => batteryIn(state) === "absent" },
  { status: "OL", ...STATE, when: hasMains },
  { status: "OB", ...STATE, when: (state) => !hasMains(state) },
  { status: "CHRG", ...STATE, when: (state) => hasMains(state) && batteryIn(state) === "charging" },
  { status: "DISCHRG", ...STATE, when: (state) => !hasMains(state) },
  { var: "battery.packs", ...STATE, as: phrase((state) => (batteryIn(state) === "absent" ? "0" : "1")) },
  { var: "battery.packs.bad", ...STATE, as: phrase((state) => (batteryIn(state) === "absent" ? "1" : "0")) },
  { var: "battery.charger.status", ...STATE, as: phrase(chargerIn) },
  { var: "battery.charge", ...CHARGE, as: figure(1, percent) },
  { var: "battery.temperature", ...TEMPERATURE, as: figure(0, signed) },
  { var: "battery.voltage", ...VOLTAGE, as: thousandths },
  { var: "battery.current", ...CURRENT, as: thousandths },
  { var: "input.voltage", ...PIN_VOLTAGE, as: thousandths },
  { var: "input.current", ...PIN_CURRENT, as: thousandths },
  { var: "battery.capacity", ...PROFILE, as: figure(3, (raw) => unsigned(raw) / 1000) },
  { var: "battery.type", ...CHEMISTRY, as: phrase(([kind = 0]) => CHEMISTRIES[kind] ?? "UNKNOWN") },
  { var: "ups.firmware", ...FIRMWARE, as: phrase(([version = 0]) => `${version >> 4}.${version & 15}`) },
  { var: "ups.time", ...CLOCK, as: phrase(timeIn) },
  { var: "ups.date", ...CLOCK, as: phrase(dateIn) },
  { cmd: "shutdown.stayoff", send: { command: OFF, byte: OFF_AFTER_S } },
];

const FACTS = [
  ["ups.mfr", "PiJuice"],
  ["ups.type", "HAT"],
  ["device.mfr", "PiJuice"],
  ["device.type", "HAT"],
  ["battery.charge.low", String(LOW)],
  ["battery.voltage.nominal", "4.180"],
] as const;

class Juice {
  readonly #bus: I2cBus;
  readonly #chip: number;

  constructor(bus: I2cBus, chip: number) {
    this.#bus = bus;
    this.#chip = chip;
  }

  /** Throws DeviceError, `stale` where all tries are noise. */
  async ask({ ask, count }: Asked): Promise<Uint8Array> {
    let failure = new DeviceError("stale", `${this.#bus.path}: what the PiJuice answers is garbled`);
    for (let tries = 0; tries < TRIES; tries++) {
      try {
        const told = proven(await this.#bus.bytes(this.#chip, ask, count + 1));
        if (told) return told;
      } catch (error) {
        if (!(error instanceof DeviceError) || error.fault !== "stale") throw error;
        failure = error;
      }
    }
    throw failure;
  }

  /** The status hangs on its state and on its charge. */
  async read(asked: Asked): Promise<Answer<Uint8Array>> {
    try {
      return { kind: "data", raw: await this.ask(asked) };
    } catch (error) {
      const mayLack = asked.ask !== STATE.ask && asked.ask !== CHARGE.ask;
      if (mayLack && error instanceof DeviceError && error.fault === "stale") return { kind: "silent" };
      throw error;
    }
  }

  async order({ command, byte }: Order): Promise<boolean> {
    await this.#bus.setWord(this.#chip, command, byte | (sumOf(Uint8Array.of(byte)) << 8));
    return true;
  }
}

/** 8 to 119, as I2C has them; undefined for other text. */
function addressIn(text: string): number | undefined {
  const address = /^(0x[\da-f]{1,2}|\d{1,3})$/i.test(text.trim()) ? Number(text) : -1;
  return address >= 0x08 && address <= 0x77 ? address : undefined;
}

const address = (text: string): string | undefined =>
  addressIn(text) === undefined ? `"${text}" is no address of I2C: 8 to 119, or 0x08 to 0x77` : undefined;

async function open({ openers, settings }: DriverContext): Promise<Link<Asked, Uint8Array, Order, Token>> {
  const chip = addressIn(settings.get("i2c_address") ?? "") ?? ADDRESS;
  const bus = await openers.i2c.open(settings.port);
  const juice = new Juice(bus, chip);
  const where = `0x${chip.toString(16)} of ${bus.path}`;
  const [own] = await found(juice.ask(OWN_ADDRESS), `No PiJuice answers at ${where}`);
  if (own !== chip) throw new DeviceError("absent", `what is at ${where} is no PiJuice: it says that it is at ${own}`);
  return {
    title: `PiJuice at ${where}`,
    facts: FACTS,
    notes: new Map([["state", await found(juice.ask(STATE), "Without its state there is no status")]]),
    read: (asked) => juice.read(asked),
    order: (order) => juice.order(order),
    close: () => Promise.resolve(),
  };
}

export const PIJUICE: DriverDefinition = {
  name: "pijuice",
  title: "the PiJuice HAT of a Raspberry Pi, on I2C",
  version: "0.17",
  options: [value("i2c_address", "address on the bus (20, that is 0x14)", address)],
  quick: true,
  create: (context) =>
    new TableDriver(
      {
        rows: ROWS,
        placeOf: ({ ask }) => String(ask),
        places: [String(STATE.ask)],
        open,
        killpower: "shutdown.stayoff",
      },
      context,
    ),
};
