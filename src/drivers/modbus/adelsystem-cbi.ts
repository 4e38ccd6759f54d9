/** adelsystem_cbi: DC UPSes of ADELSYSTEM over TCP and serial lines (drivers/adelsystem_cbi.c of 2.8.5). */
import type { ModbusLink } from "../../device/modbus.ts";
import type { StatusToken } from "../../nut/status.ts";
import { fixed } from "../kit/codecs.ts";
import { Held, notThere } from "../kit/held.ts";
import {
  DeviceError,
  type Driver,
  type DriverContext,
  type DriverDefinition,
  type Identity,
  type Outcome,
  type Reading,
} from "../types.ts";
import { again } from "./again.ts";
import { lineOptions, targetFor } from "./line.ts";
import { readWords, type Words } from "./registers.ts";
import {
  ALARMS,
  ALL,
  BACKUP,
  CHARGER,
  CHARGER_STATES,
  MODELS,
  POWER,
  PRODUCT,
  ROWS,
  SHUTDOWN,
  STATES,
} from "./tables/adelsystem.ts";

const OPTIONS = lineOptions("dev_slave_id");
const UNIT_OPTION = "dev_slave_id";

const COMMANDS = ["load.off", "shutdown.stayoff"] as const;

const modelOf = (words: Words): string | undefined => PRODUCT.flatMap((at) => MODELS.get(words(at) ?? 0) ?? []).at(0);

function chargerOf(words: Words): string | undefined {
  if (words(POWER) === BACKUP) return "discharging";
  return CHARGER_STATES[words(CHARGER) ?? -1];
}

function varsOf(words: Words): Map<string, string> {
  const model = modelOf(words);
  const charger = chargerOf(words);
  const vars = new Map<string, string>([
    ["device.mfr", "ADELSYSTEM"],
    ["device.type", "DC-UPS"],
    ...(model === undefined ? [] : [["device.model", model] as const, ["ups.model", model] as const]),
    ...(charger === undefined ? [] : [["battery.charger.status", charger] as const]),
  ]);
  for (const { var: name, at, factor = 1, offset = 0, places = 0 } of ROWS) {
    const word = words(at);
    if (word !== undefined) vars.set(name, fixed(word * factor + offset, places));
  }
  return vars;
}

export function readingOf(words: Words): Reading {
  const raised = ALARMS.filter(([at, mask]) => ((words(at) ?? 0) & mask) !== 0);
  const tokens = raised.flatMap(([, , , token]) => token ?? []);
  const online: readonly StatusToken[] = tokens.includes("OB") ? [] : ["OL"];
  const states = STATES.flatMap(([at, value, token]) => (words(at) === value ? [token] : []));
  return {
    vars: varsOf(words),
    status: [...online, ...tokens, ...states],
    alarms: raised.map(([, , text]) => text),
    commands: COMMANDS,
  };
}

class AdelsystemDriver implements Driver {
  readonly #context: DriverContext;
  readonly #held = new Held<ModbusLink>();

  constructor(context: DriverContext) {
    targetFor(context.settings, OPTIONS, UNIT_OPTION);
    this.#context = context;
  }

  async open(): Promise<Identity> {
    const { openers, settings } = this.#context;
    const link = await this.#held.take(() => openers.modbus.open(targetFor(settings, OPTIONS, UNIT_OPTION)));
    const words = await readWords(link, [ALL]).catch(notThere(`check port and ${UNIT_OPTION} in ups.conf`));
    return { title: `${modelOf(words) ?? "DC UPS of ADELSYSTEM"} on ${link.name}` };
  }

  async poll(): Promise<Reading> {
    return readingOf(await readWords(this.#held.opened, [ALL]));
  }

  setvar(): Promise<Outcome> {
    return Promise.resolve("unknown");
  }

  instcmd(name: string): Promise<Outcome> {
    const command = name.toLowerCase();
    if (command === "load.off") return this.#turnOff();
    return command === "shutdown.stayoff" ? this.killpower() : Promise.resolve("unknown");
  }

  killpower(): Promise<Outcome> {
    return again(this.#context.clock, () => this.#turnOff());
  }

  async #turnOff(): Promise<Outcome> {
    const { log } = this.#context;
    try {
      const link = this.#held.opened;
      const answer = await link.write("holding", SHUTDOWN, 1);
      if (answer.kind === "data") return "handled";
      log.error(`${link.name} does not take the shutdown: ${answer.why}`);
    } catch (error) {
      if (!(error instanceof DeviceError)) throw error;
      log.error(`the shutdown was not taken: ${error.message}`);
    }
    return "failed";
  }

  close(): Promise<void> {
    return this.#held.close();
  }

  giveUp(): void {
    void this.close();
  }
}

export const ADELSYSTEM_CBI: DriverDefinition = {
  name: "adelsystem_cbi",
  title: "DC UPSes of ADELSYSTEM (CB, CBI) over TCP and serial lines",
  version: "0.08",
  options: OPTIONS,
  create: (context) => new AdelsystemDriver(context),
};
