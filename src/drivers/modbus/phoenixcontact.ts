/** phoenixcontact_modbus: DC UPSes of Phoenix Contact on a serial line (drivers/phoenixcontact_modbus.c of 2.8.5). */
import type { ModbusLink } from "../../device/modbus.ts";
import { fixed } from "../kit/codecs.ts";
import { Held } from "../kit/held.ts";
import { type Reads, readOnly } from "../kit/read-only.ts";
import { DeviceError, type DriverContext, type DriverDefinition, type Identity, type Reading } from "../types.ts";
import { readWords, type Words } from "./registers.ts";
import { type Bits, type Family, FIRMWARE, MODELS, PART } from "./tables/phoenix.ts";

const SPEEDS = [115_200, 19_200] as const;
const UNIT = 192;
const TIMEOUT_MS = 500;
const PART_DIGITS = 7;

interface Model {
  readonly name: string;
  readonly family: Family;
  readonly firmware: number;
}

export function partOf(words: Words): string {
  const number = [3, 2, 1, 0].reduce((sum, index) => (sum << 16n) + BigInt(words(PART.at + index) ?? 0), 0n);
  return String(number).slice(0, PART_DIGITS);
}

export function readingOf(words: Words, { name, family, firmware }: Model): Reading {
  const vars = new Map<string, string>([
    ["device.mfr", "Phoenix Contact"],
    ["device.model", name],
    ["ups.firmware", String(firmware)],
  ]);
  for (const { var: to, at, factor = 1, offset = 0, places = 0 } of family.rows) {
    const word = words(at);
    if (word === undefined) continue;
    const value = word * factor + offset;
    vars.set(to, places === 0 ? String(Math.floor(value + 1e-9)) : fixed(value, places));
  }
  const some = ([at, mask]: Bits): boolean => ((words(at) ?? 0) & mask) !== 0;
  const alarms = family.alarms.flatMap(([at, mask, text]) => (((words(at) ?? 0) & mask) === mask ? [text] : []));
  const status = [
    some(family.onBattery) ? ("OB" as const) : ("OL" as const),
    ...(some(family.charging) ? ["CHRG" as const] : []),
    ...(some(family.low) ? ["LB" as const] : []),
  ];
  return { vars, status, alarms, commands: [] };
}

class PhoenixDriver implements Reads {
  readonly #context: DriverContext;
  readonly #held = new Held<ModbusLink>();
  #model: Model | undefined;

  constructor(context: DriverContext) {
    this.#context = context;
  }

  async open(): Promise<Identity> {
    const { port } = this.#context.settings;
    const [link, firmware] = await this.#find();
    const part = partOf(await readWords(link, [PART]));
    const [name, family] = MODELS.get(part) ?? [];
    if (name === undefined || family === undefined) {
      const known = [...MODELS.keys()].join(", ");
      throw new DeviceError("absent", `${port}: no map is known for part number ${part}, only for ${known}`);
    }
    this.#model = { name, family, firmware };
    return { title: `${name} on ${port}` };
  }

  /** At the first speed at which something answers. */
  async #find(): Promise<readonly [ModbusLink, firmware: number]> {
    const { port } = this.#context.settings;
    let why = "";
    for (const baud of SPEEDS) {
      const link = await this.#openAt(baud);
      const answer = await link.read("input", FIRMWARE, 1).catch((error: unknown) => {
        if (error instanceof DeviceError && error.fault === "stale")
          return { kind: "refused", why: error.message } as const;
        throw error;
      });
      const [firmware] = answer.kind === "data" ? answer.values : [];
      if (firmware !== undefined) return [link, firmware];
      why = answer.kind === "refused" ? answer.why : "an empty answer";
    }
    throw new DeviceError(
      "absent",
      `nothing that answers on ${port} at ${SPEEDS.join(" or ")} bit/s, 8E1 (${why}): check port and data cable`,
    );
  }

  #openAt(baud: number): Promise<ModbusLink> {
    const { openers, settings } = this.#context;
    const line = { baud, dataBits: 8, parity: "even", stopBits: 1 } as const;
    const serial = { kind: "serial", path: settings.port, settings: line } as const;
    return this.#held.take(() => openers.modbus.open({ line: serial, unit: UNIT, timeoutMs: TIMEOUT_MS }));
  }

  async poll(): Promise<Reading> {
    const link = this.#held.opened;
    if (!this.#model) throw new DeviceError("lost", "the device is not known yet");
    return readingOf(await readWords(link, this.#model.family.blocks), this.#model);
  }

  close(): Promise<void> {
    return this.#held.close();
  }

  giveUp(): void {
    void this.close();
  }
}

export const PHOENIXCONTACT_MODBUS: DriverDefinition = {
  name: "phoenixcontact_modbus",
  title: "DC UPSes of Phoenix Contact (QUINT, QUINT4, TRIO) on a serial line",
  version: "0.11",
  options: [],
  create: (context) =>
    readOnly(new PhoenixDriver(context), context, "these UPSes are turned off by their own PC mode, not by a command"),
};
