/** nut-upower: a UPS that UPower looks after, asked through busctl(1) of systemd. */
import { parseDecimal } from "../../nut/decimal.ts";
import { fixed } from "../kit/codecs.ts";
import { checkOptions, value } from "../kit/options.ts";
import { type Reads, readOnly } from "../kit/read-only.ts";
import {
  DeviceError,
  type DriverContext,
  type DriverDefinition,
  type DriverOption,
  type Identity,
  type Reading,
} from "../types.ts";
import { type Properties, pathsIn, propertiesIn } from "./busctl-json.ts";

const BUS = "org.freedesktop.UPower";
const ROOT = "/org/freedesktop/UPower";
const DEVICE = "org.freedesktop.UPower.Device";
const LOW_CHARGE = 20;

/** UPower's `State`. 0 is "unknown", of which nothing can be told. */
const STATES: ReadonlyMap<number, readonly string[]> = new Map([
  [1, ["OL", "CHRG"]],
  [2, ["OB", "DISCHRG"]],
  [3, ["OB", "LB"]],
  [4, ["OL"]],
  [5, ["OL"]],
  [6, ["OL"]],
]);

const NAMEPLATE = [
  ["device.mfr", "Vendor"],
  ["device.model", "Model"],
  ["device.serial", "Serial"],
] as const;

const MEASURES = [
  ["battery.charge", "Percentage"],
  ["battery.voltage", "Voltage"],
] as const;

const percent = (text: string): string | undefined => {
  const number = parseDecimal(text) ?? -1;
  return number >= 0 && number <= 100 ? undefined : `"${text}" is no percentage`;
};

const OPTIONS: readonly DriverOption[] = [
  value("lowbatt", "charge in percent below which the battery is low (20)", percent),
];

function statusOf(properties: Properties, lowCharge: number): readonly string[] {
  const state = Number(properties.get("State"));
  const tokens = STATES.get(state);
  if (!tokens) throw new DeviceError("stale", `UPower does not know the state of the UPS (State is ${state})`);
  const charge = Number(properties.get("Percentage"));
  return charge < lowCharge && !tokens.includes("LB") ? [...tokens, "LB"] : tokens;
}

/** Throws DeviceError `stale` where UPower has no state. */
export function readingOf(properties: Properties, lowCharge: number): Reading {
  const text = (name: string): string => String(properties.get(name) ?? "").trim();
  const runtime = Number(properties.get("TimeToEmpty"));
  const vars = new Map<string, string>([
    ...NAMEPLATE.flatMap(([name, property]) => (text(property) === "" ? [] : [[name, text(property)] as const])),
    ...MEASURES.flatMap(([name, property]) => {
      const number = properties.get(property);
      return typeof number === "number" ? [[name, fixed(number, 1)] as const] : [];
    }),
    ...(runtime > 0 ? [["battery.runtime", String(runtime)] as const] : []),
  ]);
  return { vars, status: [...statusOf(properties, lowCharge)], commands: [] };
}

class UpowerDriver implements Reads {
  readonly #context: DriverContext;
  readonly #lowCharge: number;
  #path: string | undefined;

  constructor(context: DriverContext) {
    checkOptions(OPTIONS, context.settings);
    this.#context = context;
    this.#lowCharge = parseDecimal(context.settings.get("lowbatt") ?? "") ?? LOW_CHARGE;
  }

  #call(path: string, ...words: readonly string[]): Promise<string> {
    return this.#context.openers.programs.run("busctl", ["--system", "--json=short", "call", BUS, path, ...words]);
  }

  async open(): Promise<Identity> {
    const { port } = this.#context.settings;
    const paths = pathsIn(await this.#call(ROOT, BUS, "EnumerateDevices"));
    const part = port === "auto" || port === "" ? "ups_" : port;
    this.#path = paths.find((path) => path.includes(part));
    if (this.#path !== undefined) return { title: `UPower's ${this.#path}` };
    const known = paths.length > 0 ? `it has ${paths.join(", ")}` : "it has no device at all";
    throw new DeviceError("absent", `UPower knows no device with "${part}" in its path: ${known}`);
  }

  async poll(): Promise<Reading> {
    if (this.#path === undefined) throw new DeviceError("lost", "the device is not open");
    const text = await this.#call(this.#path, "org.freedesktop.DBus.Properties", "GetAll", "s", DEVICE);
    return readingOf(propertiesIn(text), this.#lowCharge);
  }

  close(): Promise<void> {
    this.#path = undefined;
    return Promise.resolve();
  }
}

export const NUT_UPOWER: DriverDefinition = {
  name: "nut-upower",
  title: "A UPS that UPower looks after, read over D-Bus",
  version: "0.01",
  options: OPTIONS,
  create: (context) => readOnly(new UpowerDriver(context), context, "UPower reads, and switches nothing"),
};
