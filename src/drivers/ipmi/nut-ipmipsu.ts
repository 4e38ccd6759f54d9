/** nut-ipmipsu: a power supply of this machine, as its management controller sees it, read through ipmitool(1) or FreeIPMI. */
import { fixed } from "../kit/codecs.ts";
import { type Reads, readOnly } from "../kit/read-only.ts";
import { DeviceError, type DriverContext, type DriverDefinition, type Identity, type Reading } from "../types.ts";
import { IpmiCarrier } from "./carrier.ts";
import { Controller, type Records, type SensorReading } from "./controller.ts";
import { type Inventory, inventoryIn } from "./fru.ts";
import { isMeasure, measured, type Scale, type Sensor } from "./sensor-record.ts";

/** The entity of a power supply. */
const POWER_SUPPLY = 10;
/** More sensors than a power supply has. */
const MOST_SENSORS = 32;

/** Bits of a sensor of type 8 (IPMI 2.0, table 42-3), and of one of type 25h. */
const SUPPLY = { present: 1, inputLost: 8 } as const;
const PRESENCE = { present: 1, absent: 2 } as const;
const ALARMS = [
  [2, "Power supply failure detected"],
  [4, "Power supply failure predicted"],
  [16, "Power supply input lost or out of range"],
] as const;

const MEASURES = new Map([
  ["voltage", "input.voltage"],
  ["current", "input.current"],
  ["temperature", "ambient.temperature"],
]);

const two = (value: number): string => String(value).padStart(2, "0");

/** As the C driver: in the machine's time. */
function dateOf(ms: number): string {
  const at = new Date(ms);
  const day = [at.getMonth() + 1, at.getDate(), at.getFullYear() % 100].map(two).join("/");
  return `${day} - ${[at.getHours(), at.getMinutes(), at.getSeconds()].map(two).join(":")}`;
}

export function factsOf(fru: number, { supply, made, ...words }: Inventory): ReadonlyMap<string, string> {
  const told: readonly (readonly [string, string | number | undefined])[] = [
    ["device.type", "psu"],
    ["device.mfr", words.maker],
    ["device.model", words.product],
    ["device.serial", words.serial],
    ["device.part", words.part],
    ["device.mfr.date", made === undefined ? undefined : dateOf(made)],
    ["ups.id", fru],
    ["ups.realpower.nominal", supply?.capacity],
    ["input.voltage.minimum", supply?.minVoltage],
    ["input.voltage.maximum", supply?.maxVoltage],
    ["input.frequency.low", supply?.minFrequency],
    ["input.frequency.high", supply?.maxFrequency],
    ["ups.voltage", supply?.voltage],
  ];
  return new Map(told.flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)] as const])));
}

export type SupplyState = "absent" | "off" | "on" | "unknown";

type Told = ReadonlyMap<Sensor, SensorReading>;

/** All bits that hold on sensors of this kind. */
const bitsOf = (told: Told, kind: Sensor["kind"]): number =>
  [...told].reduce((bits, [sensor, { states }]) => (sensor.kind === kind ? bits | states : bits), 0);

/** Whatever order the sensors stand in, the worse counts. */
export function stateOf(told: Told): SupplyState {
  const [presence, supply] = [bitsOf(told, "presence"), bitsOf(told, "supply")];
  if (presence & PRESENCE.absent) return "absent";
  if (supply & SUPPLY.inputLost) return "off";
  return presence & PRESENCE.present || supply & SUPPLY.present ? "on" : "unknown";
}

const STATUS: Readonly<Record<SupplyState, readonly string[]>> = { on: ["OL"], off: ["OFF"], absent: [], unknown: [] };
const UNEXPLAINED = {
  absent: "the power supply is not in its bay",
  unknown: "the sensors do not tell whether the power supply is there",
} as const;

interface Supply {
  readonly facts: ReadonlyMap<string, string>;
  readonly sensors: readonly Sensor[];
  readonly scales: ReadonlyMap<Sensor, Scale>;
}

/** Of several sensors for one variable the last counts, as in the C driver. */
export function readingOf({ facts, scales }: Supply, told: Told): Reading {
  const state = stateOf(told);
  const vars = new Map(facts);
  for (const [sensor, { raw }] of told) {
    const [name, scale] = [MEASURES.get(sensor.kind), scales.get(sensor)];
    const value = scale && measured(raw, scale);
    if (name !== undefined && value !== undefined) vars.set(name, fixed(value, 2));
  }
  const supply = bitsOf(told, "supply");
  const alarms = ALARMS.flatMap(([bit, text]) => (supply & bit ? [text] : []));
  const reading = { vars, status: STATUS[state], alarms, commands: [] };
  if (state === "on" || state === "off") return reading;
  return { ...reading, unexplained: { text: UNEXPLAINED[state], reopen: "never" } };
}

/** Throws DeviceError `configuration`. */
function fruOf(port: string): number {
  const fru = Number(/^id(\d{1,3})$/.exec(port)?.[1] ?? Number.NaN);
  if (fru < 0xff) return fru;
  throw new DeviceError(
    "configuration",
    `port = "${port}" names no power supply of this machine: id0 to id254, the number that "ipmitool sdr elist fru" shows behind "Logical FRU @", in decimal`,
  );
}

class IpmiPsuDriver implements Reads {
  readonly #context: DriverContext;
  readonly #fru: number;
  readonly #controller: Controller;
  /** Sensors of the state that have answered. */
  readonly #answering = new Set<Sensor>();
  #supply: Supply | undefined;
  #state: SupplyState = "unknown";

  constructor(context: DriverContext) {
    this.#context = context;
    this.#fru = fruOf(context.settings.port);
    this.#controller = new Controller(
      new IpmiCarrier({ programs: context.openers.programs, files: context.openers.files }),
    );
  }

  async open(): Promise<Identity> {
    const survey = await this.#controller.survey(this.#fru);
    const sensors = this.#sensorsIn(survey);
    const measures = sensors.filter(isMeasure);
    const { inventory: bytes, scales } = await this.#controller.details(this.#fru, survey.size, measures);
    const inventory = this.#inventoryIn(bytes);
    const pairs = measures.flatMap((sensor, at) => (scales[at] ? [[sensor, scales[at]] as const] : []));
    this.#supply = { facts: factsOf(this.#fru, inventory), sensors, scales: new Map(pairs) };
    this.#state = "unknown";
    this.#answering.clear();
    const { maker = "a power supply", product = "" } = inventory;
    return {
      title: `${maker} ${product}`.trim().concat(`, FRU ${this.#fru}`),
      ...(inventory.serial ? { serial: inventory.serial } : {}),
    };
  }

  /** Throws DeviceError `absent`. */
  #sensorsIn({ locators, sensors }: Records): readonly Sensor[] {
    const located = locators.find(({ fru }) => fru === this.#fru);
    const supplies = locators.filter(({ entity }) => entity >> 8 === POWER_SUPPLY).map(({ fru }) => `id${fru}`);
    const known = supplies.length > 0 ? `its power supplies are ${supplies.join(", ")}` : "it names no power supply";
    if (!located) throw new DeviceError("absent", `the management controller has no FRU ${this.#fru}: ${known}`);
    const own = sensors.filter(({ entity }) => entity === located.entity).slice(0, MOST_SENSORS);
    if (own.some((sensor) => !isMeasure(sensor))) return own;
    throw new DeviceError("absent", `no sensor tells whether FRU ${this.#fru} has power: ${known}`);
  }

  #inventoryIn(bytes: readonly number[]): Inventory {
    if (bytes.length === 0)
      this.#context.log.warning(
        `the inventory of FRU ${this.#fru} cannot be read: maker, model and limits are not known`,
      );
    return inventoryIn(bytes);
  }

  async poll(): Promise<Reading> {
    if (!this.#supply) throw new DeviceError("lost", "the power supply is not open");
    const told = await this.#controller.readings(this.#supply.sensors).catch(lost);
    const [before, state] = [this.#state, stateOf(told)];
    this.#state = state;
    if (before === "absent" && state !== "absent")
      throw new DeviceError("lost", "a power supply was put in: it is read anew");
    if (state !== "absent") this.#checkAnswers(told);
    return readingOf(this.#supply, told);
  }

  /** A sensor that was heard and is silent may have news. Throws DeviceError `stale`. */
  #checkAnswers(told: Told): void {
    const silent = [...this.#answering].find((sensor) => !told.has(sensor));
    if (silent) throw new DeviceError("stale", `sensor ${silent.number} of the power supply does not answer`);
    for (const sensor of told.keys()) if (!isMeasure(sensor)) this.#answering.add(sensor);
  }

  close(): Promise<void> {
    this.#supply = undefined;
    return Promise.resolve();
  }
}

/** What says at an opening that there is nothing to open says later that it is gone. */
function lost(error: unknown): never {
  if (error instanceof DeviceError && error.fault !== "stale")
    throw new DeviceError("lost", error.message, { cause: error });
  throw error;
}

export const NUT_IPMIPSU: DriverDefinition = {
  name: "nut-ipmipsu",
  title: "A power supply of this machine, read through IPMI",
  version: "0.37",
  options: [],
  create: (context) => readOnly(new IpmiPsuDriver(context), context, "power supplies are read, and not switched"),
};
