/** socomec_jbus: UPSes of Socomec that speak JBUS, which is Modbus RTU (drivers/socomec_jbus.c of 2.8.5). */
import type { ModbusLink } from "../../device/modbus.ts";
import type { VarName } from "../../nut/catalogue/names.ts";
import type { StatusToken } from "../../nut/status.ts";
import { fixed } from "../kit/codecs.ts";
import { Held, notThere } from "../kit/held.ts";
import { type Reads, readOnly } from "../kit/read-only.ts";
import type { DriverContext, DriverDefinition, Identity, Reading } from "../types.ts";
import { type Block, readBlocks, type Words } from "./registers.ts";
import { ALARMS, MODELS, ROWS, RUNTIME } from "./tables/socomec.ts";

const LINE = { baud: 9600, dataBits: 8, parity: "none", stopBits: 1 } as const;
const TIMEOUT_MS = 1000;

const IDENTITY: readonly Block[] = [{ at: 0x1000, count: 12, needed: true }];
const STATE: readonly Block[] = [
  { at: 0x10e0, count: 32 },
  { at: 0x1360, count: 4 },
  { at: 0x1040, count: 4 },
  { at: 0x1060, count: 48, needed: true },
];

/** Minutes of runtime below which the battery counts as low, as in the C driver. */
const LOW_MINUTES = 15;

const two = (number: number): string => String(number).padStart(2, "0");

function clockOf(words: Words): readonly (readonly [VarName, string])[] {
  const [low, high, month, year] = [0x1360, 0x1361, 0x1362, 0x1363].map(words);
  if (low === undefined || high === undefined || month === undefined || year === undefined) return [];
  return [
    ["ups.time", [high & 0xff, low >> 8, low & 0xff].map(two).join(":")],
    ["ups.date", [String(year + 2000), two(month >> 8), two(high >> 8)].join("/")],
  ];
}

/** There is a runtime while the load is on the battery, and none with mains. */
function statusOf(words: Words): readonly StatusToken[] {
  const minutes = words(RUNTIME);
  if (minutes === undefined) return ["OL"];
  return minutes > LOW_MINUTES ? ["OB"] : ["OB", "LB"];
}

export function readingOf(words: Words, identity: ReadonlyMap<string, string>): Reading {
  const phases = words(0x1061) === undefined && words(0x1062) === undefined ? 1 : 3;
  const vars = new Map<string, string>([...identity, ["input.phases", String(phases)], ...clockOf(words)]);
  for (const { var: name, at, factor = 1, places = 0, phases: only = phases } of ROWS) {
    const word = words(at);
    if (word === undefined || only !== phases) continue;
    vars.set(name, places === 0 ? String(Math.trunc(word * factor + 1e-9)) : fixed(word * factor, places));
  }
  const degrees = words(0x1076);
  if (degrees !== undefined) {
    vars.set("ambient.1.present", "yes");
    vars.set("ambient.1.temperature", String(degrees));
  }
  const alarms = ALARMS.flatMap(([at, bit, text]) => ((words(at) ?? 0) & (1 << bit) ? [text] : []));
  return { vars, status: statusOf(words), alarms, commands: [] };
}

export function identityOf(words: Words): Map<string, string> {
  const code = words(0x1000) ?? 0;
  const power = words(0x1001) ?? 0;
  const serial = [3, 4, 5, 6, 7].map((at) => words(0x1000 + at) ?? 0);
  const letters = serial.flatMap((word) => [word & 0xff, word >> 8]);
  return new Map([
    ["device.mfr", "socomec jbus"],
    ["ups.model", MODELS.get(code) ?? `Socomec with the code ${code}`],
    ...(power > 0 ? [["ups.power", String(power * 100)] as const] : []),
    ...(serial.every((word) => word > 0)
      ? [["ups.serial", String.fromCharCode(...letters).replace(/[^\x20-\x7e]/g, "")] as const]
      : []),
  ]);
}

class SocomecDriver implements Reads {
  readonly #context: DriverContext;
  readonly #held = new Held<ModbusLink>();
  #identity: ReadonlyMap<string, string> = new Map();

  constructor(context: DriverContext) {
    this.#context = context;
  }

  async open(): Promise<Identity> {
    const { openers, settings } = this.#context;
    const line = { kind: "serial", path: settings.port, settings: LINE } as const;
    const link = await this.#held.take(() => openers.modbus.open({ line, unit: 1, timeoutMs: TIMEOUT_MS }));
    const words = await readBlocks(link, IDENTITY).catch(
      notThere("check the cable, and that the UPS is set to JBUS, 9600 bit/s, slave 1"),
    );
    this.#identity = identityOf(words);
    return { title: `${this.#identity.get("ups.model")} on ${settings.port}` };
  }

  async poll(): Promise<Reading> {
    return readingOf(await readBlocks(this.#held.opened, STATE), this.#identity);
  }

  close(): Promise<void> {
    return this.#held.close();
  }

  giveUp(): void {
    void this.close();
  }
}

export const SOCOMEC_JBUS: DriverDefinition = {
  name: "socomec_jbus",
  title: "UPSes of Socomec that speak JBUS on a serial line",
  version: "0.10",
  options: [],
  create: (context) =>
    readOnly(new SocomecDriver(context), context, "nothing is known of how JBUS turns these UPSes off"),
};
