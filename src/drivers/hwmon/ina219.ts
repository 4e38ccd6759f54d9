/** hwmon_ina219: the INA219 that measures the battery of a small board, as Linux's hwmon shows it. */
import { parseDecimal } from "../../nut/decimal.ts";
import { fixed } from "../kit/codecs.ts";
import { value } from "../kit/options.ts";
import { type Reads, readOnly } from "../kit/read-only.ts";
import {
  DeviceError,
  type DriverContext,
  type DriverDefinition,
  type DriverSettings,
  type Identity,
  type Reading,
} from "../types.ts";

const HWMON = "/sys/class/hwmon";
/** More than a machine has of them. */
const MOST_CHIPS = 64;
const CHIP = "ina219";

/** Volts of an empty and of a full cell, by its nominal voltage. */
const CELLS: ReadonlyMap<number, readonly [low: number, high: number]> = new Map([
  [3.6, [3, 4.25]],
  [3.7, [3, 4.25]],
  [3.8, [3, 4.35]],
  [3.85, [3, 4.4]],
]);

const FACTS = [
  ["ups.mfr", "Texas Instruments"],
  ["ups.model", "INA219"],
  ["ups.type", "ups"],
  ["device.type", "ups"],
  ["device.description", "Current and power monitor on I2C"],
] as const;

interface Limits {
  /** Volts. */
  readonly empty: number;
  readonly full: number;
  /** Percent. */
  readonly low: number;
}

/** Throws DeviceError `configuration`. */
export function limitsOf(settings: DriverSettings): Limits {
  const number = (name: string): number | undefined => {
    const text = settings.override(name) ?? settings.fallback(name);
    if (text === undefined) return undefined;
    const found = parseDecimal(text);
    if (found !== undefined && found > 0) return found;
    throw new DeviceError("configuration", `${name} = "${text}" is no number above 0`);
  };
  const [low = 15, nominal = 3.6] = [number("battery.charge.low"), number("battery.voltage.nominal")];
  if (low > 100) throw new DeviceError("configuration", `battery.charge.low = ${low} is no percentage`);
  const [empty, full] = [number("battery.voltage.low"), number("battery.voltage.high")];
  const cell = CELLS.get(nominal);
  if (empty !== undefined && full !== undefined && empty < full) return { empty, full, low };
  if (empty === undefined && full === undefined && cell) return { empty: cell[0], full: cell[1], low };
  const advice = `default.battery.voltage.nominal to one of ${[...CELLS.keys()].join(", ")}`;
  const pair = "default.battery.voltage.low and a higher default.battery.voltage.high";
  throw new DeviceError("configuration", `the voltages of the battery are not known: set ${advice}, or ${pair}`);
}

/** Whole millivolts, so that no percent is lost to a fraction. */
function chargeOf(millivolts: number, { empty, full }: Limits): number {
  const least = Math.round(1000 * empty);
  const percent = (100 * (millivolts - least)) / (Math.round(1000 * full) - least);
  return Math.trunc(Math.min(100, Math.max(0, percent)));
}

/** A current into the battery is negative. */
export function readingOf(millivolts: number, milliamperes: number, limits: Limits): Reading {
  const charge = chargeOf(millivolts, limits);
  const isLow = charge <= limits.low;
  const vars = new Map<string, string>([
    ...FACTS,
    ["battery.charge.low", String(limits.low)],
    ["battery.voltage", fixed(millivolts / 1000, 3)],
    ["battery.current", fixed(milliamperes / 1000, 3)],
    ["battery.charge", String(charge)],
    ...(isLow && milliamperes > 0 ? [["battery.runtime", "60"] as const] : []),
  ]);
  const flow = milliamperes < 0 ? ["CHRG"] : milliamperes > 0 ? ["DISCHRG"] : [];
  const status = [milliamperes <= 0 ? "OL" : "OB", ...flow, ...(isLow ? ["LB"] : [])];
  return { vars, status, commands: [] };
}

class Ina219Driver implements Reads {
  readonly #context: DriverContext;
  readonly #limits: Limits;
  #folder: string | undefined;

  constructor(context: DriverContext) {
    this.#limits = limitsOf(context.settings);
    this.#context = context;
  }

  async open(): Promise<Identity> {
    this.#folder = await this.#find();
    return { title: `INA219 at ${this.#folder}` };
  }

  async #find(): Promise<string> {
    const { settings } = this.#context;
    const { port } = settings;
    if (port !== "auto") {
      if (await this.#isChip(port)) return port;
      throw new DeviceError("absent", `${port} is no folder of hwmon with an INA219: try port = auto`);
    }
    const root = settings.get("sysfs_dir") ?? HWMON;
    for (let at = 0; at < MOST_CHIPS; at++) if (await this.#isChip(`${root}/hwmon${at}`)) return `${root}/hwmon${at}`;
    throw new DeviceError("absent", `no INA219 below ${root}: is its device tree overlay loaded?`);
  }

  async #isChip(folder: string): Promise<boolean> {
    const name = await this.#context.openers.files.read(`${folder}/name`).catch(() => "");
    return name.trim() === CHIP;
  }

  /** Millivolts or milliamperes. */
  async #measured(file: string): Promise<number> {
    if (this.#folder === undefined) throw new DeviceError("lost", "the device is not open");
    const path = `${this.#folder}/${file}`;
    const text = await this.#context.openers.files.read(path).catch((cause: unknown) => {
      throw new DeviceError("stale", `${path} cannot be read`, { cause });
    });
    const number = parseDecimal(text.trim());
    if (number === undefined) throw new DeviceError("stale", `${path} has no number: "${text.trim()}"`);
    return number;
  }

  async poll(): Promise<Reading> {
    return readingOf(await this.#measured("in1_input"), await this.#measured("curr1_input"), this.#limits);
  }

  close(): Promise<void> {
    this.#folder = undefined;
    return Promise.resolve();
  }
}

export const HWMON_INA219: DriverDefinition = {
  name: "hwmon_ina219",
  title: "INA219 at the battery of a small board, by Linux's hwmon",
  version: "0.04",
  options: [value("sysfs_dir", "folder in which port = auto looks (/sys/class/hwmon)")],
  create: (context) => readOnly(new Ina219Driver(context), context, "an INA219 measures, and switches nothing"),
};
