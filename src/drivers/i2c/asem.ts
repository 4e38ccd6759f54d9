/**
 * asem: the UPS in panel PCs PB1300 of ASEM, on the SMBus of the PC. Two chips: a charger at 09, which tells of the mains, and a
 * smart battery (BQ2060) at 0b, whose words are those of the Smart Battery Data Specification:
 *
 *     09  13  →  8000       mains
 *     0b  16  →  00c0       0f a fault, 20 full, 40 discharging
 *     0b  0d  →  0061       charge in percent; 08 tenths of a kelvin, 09 millivolts, 0a milliamperes, 0f 12
 *     0b  20  →  ASEM SPA   a block; 21 22
 */
import type { I2cBus } from "../../device/i2c.ts";
import { figure } from "../kit/codecs.ts";
import type { Answer } from "../kit/line/ask-line.ts";
import type { Link } from "../kit/link.ts";
import { numberOf, value } from "../kit/options.ts";
import type { View } from "../kit/row.ts";
import { TableDriver } from "../kit/table-driver.ts";
import type { TableRow } from "../kit/table-row.ts";
import { DeviceError, type DriverContext, type DriverDefinition, type DriverOption } from "../types.ts";
import { found } from "./found.ts";

const [CHARGER, BATTERY] = [0x09, 0x0b];
const MAKER = "ASEM SPA";

interface Asked {
  readonly chip: number;
  readonly ask: number;
}
type Token = "OL" | "OB" | "CHRG" | "DISCHRG" | "HB" | "LB";
type Seen = View<Token, number>;
type AsemRow = TableRow<Asked, number, Token, never>;

const MAINS = { chip: CHARGER, ask: 0x13, poll: "quick" } as const;
const STATE = { chip: BATTERY, ask: 0x16, poll: "quick" } as const;
const CHARGE = { chip: BATTERY, ask: 0x0d, poll: "quick" } as const;
const CURRENT = { chip: BATTERY, ask: 0x0a, poll: "quick" } as const;
const TEMPERATURE = { chip: BATTERY, ask: 0x08 } as const;
const VOLTAGE = { chip: BATTERY, ask: 0x09 } as const;
const REMAINING = { chip: BATTERY, ask: 0x0f } as const;
const MINUTES_LEFT = { chip: BATTERY, ask: 0x12 } as const;
const MODE = { chip: BATTERY, ask: 0x03 } as const;
const MADE = { chip: BATTERY, ask: 0x1b } as const;
const SERIAL = { chip: BATTERY, ask: 0x1c } as const;

const [FAULT, FULL, DISCHARGING] = [0x0f, 0x20, 0x40];
const IN_MILLIWATTS = 0x8000;
const KELVIN = 273.15;

const has = (view: Seen, bit: number): boolean => ((view.note("state") ?? 0) & bit) !== 0;
const signed = (word: number): number => (word << 16) >> 16;

interface Limits {
  /** Percent. */
  readonly low: number;
  readonly high: number;
}

const rowsFor = ({ low, high }: Limits): readonly AsemRow[] => [
  { note: "state", ...STATE },
  { status: "OL", ...MAINS, when: (word) => (word & 0x8000) !== 0 },
  { status: "OB", ...MAINS, when: (word) => (word & 0x8000) === 0 },
  { status: "CHRG", ...STATE, when: (word) => (word & (DISCHARGING | FULL)) === 0 },
  { status: "DISCHRG", ...CURRENT, when: (word, view) => has(view, DISCHARGING) && signed(word) < 0 },
  { status: "HB", ...CHARGE, when: (percent) => percent >= high },
  { status: "LB", ...CHARGE, when: (percent) => percent < high && percent <= low },
  { var: "battery.charge", ...CHARGE, as: figure(0, (percent) => percent) },
  { var: "battery.current", ...CURRENT, as: figure(3, (word) => signed(word) / 1000) },
  { var: "battery.voltage", ...VOLTAGE, as: figure(3, (word) => word / 1000) },
  { var: "battery.capacity", ...REMAINING, as: figure(3, (word) => word / 1000) },
  { var: "battery.runtime", ...MINUTES_LEFT, as: figure(0, (minutes) => minutes * 60) },
  { var: "ups.temperature", ...TEMPERATURE, as: figure(1, (word) => word / 10 - KELVIN) },
];

/** What can be printed of a block. */
const textIn = (block: Uint8Array): string =>
  Buffer.from(block)
    .toString("latin1")
    .replace(/[^\x20-\x7e]/g, "")
    .trim();

const two = (number: number): string => String(number).padStart(2, "0");
const dayIn = (word: number): string => `${1980 + (word >> 9)}-${two((word >> 5) & 15)}-${two(word & 31)}`;

/** Throws DeviceError `stale`, also where the battery says that it has no true values. */
async function read(bus: I2cBus, { chip, ask }: Asked): Promise<Answer<number>> {
  const raw = await bus.word(chip, ask);
  if (chip !== STATE.chip || ask !== STATE.ask || (raw & FAULT) === 0) return { kind: "data", raw };
  const why = (raw & FAULT) === 1 ? "is busy" : `has fault ${raw & FAULT}`;
  throw new DeviceError("stale", `the battery's monitor ${why}`);
}

/** Values in milliamperes, where the battery was set to milliwatts. */
async function inMilliamperes(bus: I2cBus): Promise<void> {
  const mode = await bus.word(MODE.chip, MODE.ask);
  if ((mode & IN_MILLIWATTS) !== 0) await bus.setWord(MODE.chip, MODE.ask, mode & ~IN_MILLIWATTS);
}

async function factsOf(bus: I2cBus): Promise<readonly (readonly [string, string])[]> {
  return [
    ["ups.mfr", MAKER],
    ["ups.model", textIn(await bus.block(BATTERY, 0x21))],
    ["ups.mfr.date", dayIn(await bus.word(MADE.chip, MADE.ask))],
    ["battery.type", textIn(await bus.block(BATTERY, 0x22))],
    ["ups.serial", String(await bus.word(SERIAL.chip, SERIAL.ask))],
  ];
}

const DEFAULTS: Limits = { low: 25, high: 75 };

function limitsOf({ settings, log }: DriverContext): Limits {
  const [low, high] = [numberOf(settings.get("lb")) ?? DEFAULTS.low, numberOf(settings.get("hb")) ?? DEFAULTS.high];
  if (low <= high) return { low, high };
  log.warning(`lb = ${low} is above hb = ${high}: ${DEFAULTS.low} and ${DEFAULTS.high} are used`);
  return DEFAULTS;
}

async function open(context: DriverContext): Promise<Link<Asked, number, never, Token>> {
  const { openers, settings } = context;
  const bus = await openers.i2c.open(settings.port);
  const maker = textIn(await found(bus.block(BATTERY, 0x20), `No battery of ASEM answers at 0x0b of ${bus.path}`));
  if (maker === "" || !MAKER.startsWith(maker))
    throw new DeviceError("absent", `the battery at 0x0b of ${bus.path} is of "${maker}" and not of ${MAKER}`);
  const mends = "The UPS answers in part: look at port, and boot with acpi_enforce_resources=lax";
  await found(inMilliamperes(bus), mends);
  return {
    title: `UPS of ASEM on ${bus.path}`,
    facts: await found(factsOf(bus), mends),
    rows: rowsFor(limitsOf(context)),
    read: (asked) => read(bus, asked),
    close: () => Promise.resolve(),
  };
}

const between =
  (least: number) =>
  (text: string): string | undefined => {
    const number = numberOf(text) ?? -1;
    return number >= least && number <= 100 ? undefined : `"${text}" is no percentage from ${least} to 100`;
  };

const OPTIONS: readonly DriverOption[] = [
  value("lb", "charge in percent at which the battery is low (25)", between(0)),
  value("hb", "charge in percent from which it is high (75)", between(1)),
];

export const ASEM: DriverDefinition = {
  name: "asem",
  title: "the UPS in panel PCs PB1300 of ASEM, on SMBus",
  version: "0.17",
  options: OPTIONS,
  quick: true,
  create: (context) =>
    new TableDriver<Asked, number, Token, never>(
      { rows: [], placeOf: ({ chip, ask }) => `${chip} ${ask}`, places: [`${STATE.chip} ${STATE.ask}`], open },
      context,
    ),
};
