/** generic_modbus: contacts of a UPS behind a Modbus terminal. */
import type { ModbusLink } from "../../device/modbus.ts";
import type { StatusToken } from "../../nut/status.ts";
import { sleep } from "../../system/clock.ts";
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
import { type Contact, contactOf, OPTIONS, STATES, type State, targetOf } from "./options.ts";

/** Contacts that are wired: what each says of its state. */
export type Contacts = ReadonlyMap<State, boolean>;

const ALARMS: readonly (readonly [State, string])[] = [
  ["LB", "Low Battery (Charge)"],
  ["RB", "Replace Battery"],
];

const CHARGER: Readonly<Partial<Record<StatusToken, string>>> = {
  HB: "resting",
  CHRG: "charging",
  DISCHRG: "discharging",
};

/** Where a contact is not wired, what the others say of it; the last word is the charger's (drivers/generic_modbus.c of 2.8.5). */
export function statusOf(contacts: Contacts): readonly StatusToken[] {
  const online = contacts.get("OL") ?? (contacts.has("OB") ? contacts.get("OB") === false : undefined);
  const holds = (state: State): boolean => contacts.get(state) === true;
  const guess = (state: State): boolean => !contacts.has(state) && contacts.get("HB") === false;
  const charging = holds("CHRG") || (online === true && guess("CHRG"));
  return [
    ...(online === undefined ? [] : [online ? ("OL" as const) : ("OB" as const)]),
    ...(online === false && !contacts.has("DISCHRG") ? ["DISCHRG" as const] : []),
    ...(holds("HB") ? ["HB" as const] : []),
    ...(charging ? ["CHRG" as const] : []),
    ...(holds("LB") ? ["LB" as const] : []),
    ...(holds("RB") ? ["RB" as const] : []),
    ...(!contacts.has("CHRG") && holds("DISCHRG") ? ["DISCHRG" as const] : []),
  ];
}

class GenericModbus implements Driver {
  readonly #context: DriverContext;
  readonly #contacts: ReadonlyMap<State, Contact>;
  readonly #off: Contact | undefined;
  readonly #held = new Held<ModbusLink>();

  constructor(context: DriverContext) {
    const { settings } = context;
    targetOf(settings);
    const wired = STATES.map((state) => [state, contactOf(settings, state)] as const);
    this.#contacts = new Map(wired.flatMap(([state, contact]) => (contact ? [[state, contact] as const] : [])));
    if (!this.#contacts.has("OL") && !this.#contacts.has("OB"))
      throw new DeviceError("configuration", "nothing says whether there is mains: set OL_addr or OB_addr");
    this.#off = contactOf(settings, "FSD");
    this.#context = context;
  }

  async open(): Promise<Identity> {
    const { openers, settings } = this.#context;
    const opening = this.#held.take(() => openers.modbus.open(targetOf(settings)));
    const found = opening.then(() => this.#read());
    await found.catch(notThere("check port, rio_slave_id and the addresses in ups.conf"));
    return { title: `contacts of ${this.#held.opened.name}` };
  }

  async #read(): Promise<Contacts> {
    const link = this.#held.opened;
    const read = new Map<State, boolean>();
    for (const [state, { table, address, active }] of this.#contacts) {
      const answer = await link.read(table, address, 1);
      if (answer.kind === "refused")
        throw new DeviceError("stale", `${link.name} does not tell ${state} at address ${address}: ${answer.why}`);
      const [value = 0] = answer.values;
      read.set(state, (value & 0xff) === active);
    }
    return read;
  }

  async poll(): Promise<Reading> {
    const contacts = await this.#read();
    const status = statusOf(contacts);
    const { settings } = this.#context;
    const charger = status.flatMap((token) => CHARGER[token] ?? []).at(-1);
    const vars = new Map([
      ["device.mfr", settings.get("device_mfr") ?? "UNKNOWN"],
      ["device.model", settings.get("device_model") ?? "unknown"],
      ...(charger === undefined ? [] : [["battery.charger.status", charger] as const]),
    ]);
    const alarms = ALARMS.flatMap(([state, text]) => (contacts.get(state) ? [text] : []));
    return { vars, status, alarms, commands: this.#off ? ["load.off", "shutdown.stayoff"] : [] };
  }

  setvar(): Promise<Outcome> {
    return Promise.resolve("unknown");
  }

  instcmd(name: string): Promise<Outcome> {
    const command = name.toLowerCase();
    if (command === "load.off" && this.#off) return this.#turnOff(this.#off);
    return command === "shutdown.stayoff" ? this.killpower() : Promise.resolve("unknown");
  }

  killpower(): Promise<Outcome> {
    const off = this.#off;
    return off ? again(this.#context.clock, () => this.#tried(off)) : Promise.resolve("unknown");
  }

  /** A terminal that does not answer is asked again, too. */
  async #tried(contact: Contact): Promise<Outcome> {
    try {
      return await this.#turnOff(contact);
    } catch (error) {
      if (!(error instanceof DeviceError)) throw error;
      this.#context.log.error(`the shutdown was not taken: ${error.message}`);
      return "failed";
    }
  }

  async #turnOff({ table, address, active }: Contact): Promise<Outcome> {
    const { log, settings, clock } = this.#context;
    if (table !== "coils" && table !== "holding") {
      log.error("FSD_regtype has to be 0 (coils) or 3 (holding registers): the others cannot be written");
      return "failed";
    }
    const write = async (value: number): Promise<boolean> => {
      const answer = await this.#held.opened.write(table, address, value);
      if (answer.kind === "refused")
        log.error(`${this.#held.opened.name} does not take FSD at ${address}: ${answer.why}`);
      return answer.kind === "data";
    };
    if (!(await write(active))) return "failed";
    const pulse = settings.get("FSD_pulse_duration");
    if (pulse === undefined) return "handled";
    await sleep(clock, Number(pulse));
    return (await write(1 - active)) ? "handled" : "failed";
  }

  close(): Promise<void> {
    return this.#held.close();
  }

  giveUp(): void {
    void this.close();
  }
}

export const GENERIC_MODBUS: DriverDefinition = {
  name: "generic_modbus",
  title: "UPSes whose contacts a Modbus terminal reads",
  version: "0.10",
  options: OPTIONS,
  create: (context) => new GenericModbus(context),
};
