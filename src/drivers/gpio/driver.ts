/** generic_gpio_libgpiod: a UPS that tells its states by contacts, at the GPIO lines of a small board. */
import type { GpioLines } from "../../device/gpio.ts";
import { isStatusToken } from "../../nut/status.ts";
import { value } from "../kit/options.ts";
import { type Reads, readOnly } from "../kit/read-only.ts";
import {
  DeviceError,
  type DriverContext,
  type DriverDefinition,
  type DriverOption,
  type DriverSettings,
  type Identity,
  type Reading,
} from "../types.ts";
import { linesOf, parseRules, type Rule, statesOf } from "./rules.ts";

const OPTIONS: readonly DriverOption[] = [
  value("mfr", "maker of the UPS"),
  value("model", "model of the UPS"),
  value("rules", "how states follow from lines: OL=^0;OB=0;LB=3;", (text) => {
    const rules = parseRules(text);
    return typeof rules === "string" ? rules : undefined;
  }),
];

/** Throws DeviceError `configuration`. */
function rulesIn(settings: DriverSettings): readonly Rule[] {
  const text = settings.get("rules");
  const rules = text === undefined ? 'rules is not set: what each line means, such as "OL=^0;OB=0;"' : parseRules(text);
  if (typeof rules === "string") throw new DeviceError("configuration", rules);
  return rules;
}

const CHARGERS: ReadonlyMap<string, string> = new Map([
  ["CHRG", "charging"],
  ["DISCHRG", "discharging"],
]);

function charge(states: readonly string[], low: string | undefined): readonly (readonly [string, string])[] {
  if (low === undefined || states.includes("BYPASS")) return [];
  return [["battery.charge", states.includes("LB") ? low : "100"]];
}

/** `low`: battery.charge.low of ups.conf, by which a charge is told at all. */
export function readingOf(states: readonly string[], settings: Pick<DriverSettings, "get">, low?: string): Reading {
  const facts = (["mfr", "model"] as const).flatMap((name) => {
    const text = settings.get(name);
    return text === undefined ? [] : [[`device.${name}`, text] as const];
  });
  const chargers = states.flatMap((state) => CHARGERS.get(state) ?? []).slice(-1);
  const vars = new Map<string, string>([
    ...facts,
    ...chargers.map((status) => ["battery.charger.status", status] as const),
    ...charge(states, low),
  ]);
  return { vars, status: states, commands: [] };
}

const LOW = "battery.charge.low";

class GpioDriver implements Reads {
  readonly #context: DriverContext;
  readonly #rules: readonly Rule[];
  #lines: GpioLines | undefined;

  constructor(context: DriverContext) {
    this.#rules = rulesIn(context.settings);
    this.#context = context;
  }

  async open(): Promise<Identity> {
    const { openers, settings, log } = this.#context;
    for (const { state } of this.#rules)
      if (!isStatusToken(state)) log.warning(`rules: ${state} is no state that NUT knows`);
    const lines = linesOf(this.#rules);
    const opened = await openers.gpio.open(settings.port, lines);
    await opened.read().catch((cause: unknown) => {
      if (!(cause instanceof DeviceError)) throw cause;
      const advice =
        "Look at port and rules, at who may read the chip, and whether a program holds its lines (gpioinfo)";
      throw new DeviceError("absent", `lines ${lines.join(", ")} of ${settings.port}: ${cause.message}. ${advice}`);
    });
    this.#lines = opened;
    return { title: `lines ${lines.join(", ")} of ${settings.port}` };
  }

  async poll(): Promise<Reading> {
    if (!this.#lines) throw new DeviceError("lost", "the lines are not open");
    const levels = await this.#lines.read();
    const high = new Map(linesOf(this.#rules).map((line, at) => [line, levels[at] === true]));
    const { settings } = this.#context;
    return readingOf(statesOf(this.#rules, high), settings, settings.override(LOW) ?? settings.fallback(LOW));
  }

  close(): Promise<void> {
    this.#lines = undefined;
    return Promise.resolve();
  }
}

export const GENERIC_GPIO_LIBGPIOD: DriverDefinition = {
  name: "generic_gpio_libgpiod",
  title: "a UPS with contacts at GPIO lines",
  version: "1.06",
  options: OPTIONS,
  create: (context) => readOnly(new GpioDriver(context), context, "lines are read, and nothing is switched"),
};
