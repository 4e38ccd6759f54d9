/** Micro-Ferrups ME, RE and MD: the same record, other parameters. */
import { type FamilyCase, family, type Scene, type Values } from "../bench/family-bench.ts";
import { PromptUnit } from "./best-unit.ts";
import { sentText } from "./text-unit.ts";

const OFF = sentText("pw377\r", "off 1 a\r");
const COMMON = {
  driver: "bestuferrups",
  load: async () => (await import("../../../src/drivers/serial/bestuferrups/driver.ts")).BESTUFERRUPS,
  checked: true,
  commands: ["shutdown.return"],
  orders: [{ cmd: "shutdown.return", sent: OFF }],
  killpower: OFF,
} as const satisfies Partial<FamilyCase>;

/** There minutes pass for seconds, and a temperature that is not told for 0 degrees. */
const seconds = (minutes: number): Values => ({ "battery.runtime": String(minutes), "ups.temperature": "0.0" });

const unit =
  (name: string, parameters: Readonly<Record<string, string>>): FamilyCase<PromptUnit>["unit"] =>
  (say, clock) =>
    new PromptUnit(say, clock, {
      words: { time: "May 04, 08:31:05", id: `Unit ID "${name}"` },
      parameters,
      stepMs: 40,
    });
const set =
  (state: Partial<PromptUnit["record"]>): NonNullable<Scene<PromptUnit>["set"]> =>
  (one) =>
    Object.assign(one.record, state);

const LARGE = { 16: "16 FullLoad%  23", 29: "29 LowBat    44.00", 31: "31 HiBatt    62.00" } as const;

export const BESTUFERRUPS_ME: FamilyCase = family<PromptUnit>({
  ...COMMON,
  title: "bestuferrups, an ME",
  unit: unit("ME3.1K20417", LARGE),
  scenes: [
    {
      name: "on mains",
      set: set({ battery: 535 }),
      status: "OL",
      vars: {
        "ambient.temperature": "24.0",
        "battery.charge": "93.1",
        "battery.runtime": "4920",
        "battery.voltage": "53.5",
        "input.frequency": "59.98",
        "input.voltage": "118.0",
        "output.voltage": "120.0",
        "ups.load": "23.0",
        "ups.mfr": "Best Power",
        "ups.model": "Micro Ferrups (ME) 3100",
      },
      theirs: seconds(82),
    },
    {
      name: "on battery",
      set: set({ battery: 501, inverter: 1, input: 0, line: 8, minutes: 31 }),
      status: "OB",
      vars: { "battery.charge": "59.8", "battery.runtime": "1860", "battery.voltage": "50.1", "input.voltage": "0.0" },
      theirs: seconds(31),
    },
    {
      name: "near low, with a battery to replace",
      set: set({ battery: 452, inverter: 1, input: 0, line: 8, minutes: 4, alarms: 2, moreAlarms: 4 }),
      status: "OB LB RB",
      vars: { "battery.charge": "11.8", "battery.runtime": "240", "battery.voltage": "45.2", "input.voltage": "0.0" },
      theirs: seconds(4),
    },
    {
      name: "low, by the alarm that is told last",
      set: set({ battery: 431, inverter: 1, input: 0, line: 8, minutes: 1, alarms: 1, moreAlarms: 0 }),
      status: "OB LB",
      vars: { "battery.charge": "0.0", "battery.runtime": "60", "battery.voltage": "43.1", "input.voltage": "0.0" },
      theirs: { ...seconds(1), "ups.status": "OB" },
    },
    {
      name: "on battery for a voltage that is too high",
      set: set({ battery: 501, inverter: 1, input: 141, minutes: 31, alarms: 0, line: 4 }),
      status: "OB",
      vars: {
        "battery.charge": "59.8",
        "battery.runtime": "1860",
        "battery.voltage": "50.1",
        "input.voltage": "141.0",
      },
      theirs: { ...seconds(31), "ups.status": "OB TRIM" },
    },
    {
      name: "overloaded",
      set: set({ battery: 535, inverter: 0, input: 118, minutes: 82, alarms: 0x40, line: 0 }),
      status: "OL OVER",
      vars: {},
      theirs: { ...seconds(82), "ups.status": "OL" },
    },
  ],
  peer: { packaged: false, needed: "battery.runtime", fails: "silence", orders: ["shutdown.return"] },
});

export const BESTUFERRUPS_RE: FamilyCase = family<PromptUnit>({
  ...COMMON,
  title: "bestuferrups, an RE",
  unit: unit("RE1.8K00221", { ...LARGE, 12: "12 HS Temp    38C" }),
  scenes: [
    {
      name: "on mains",
      set: set({ battery: 535 }),
      status: "OL",
      vars: {
        "ambient.temperature": "24.0",
        "battery.charge": "93.1",
        "battery.runtime": "4920",
        "battery.voltage": "53.5",
        "input.frequency": "59.98",
        "input.voltage": "118.0",
        "output.voltage": "120.0",
        "ups.load": "23.0",
        "ups.mfr": "Best Power",
        "ups.model": "Micro Ferrups (RE) 1800",
        "ups.temperature": "38.0",
      },
      theirs: { "battery.runtime": "82" },
    },
  ],
  peer: { packaged: false, needed: "battery.runtime", orders: ["shutdown.return"] },
});

export const BESTUFERRUPS_MD: FamilyCase = family<PromptUnit>({
  ...COMMON,
  title: "bestuferrups, an MD",
  unit: unit("C1K00931", { 22: "22 FullLoad%  41", 27: "27 LowBatt   10.50", 28: "28 Hi Batt   15.00" }),
  scenes: [
    {
      name: "on mains",
      set: set({ battery: 132 }),
      status: "OL",
      vars: {
        "ambient.temperature": "24.0",
        "battery.charge": "84.4",
        "battery.runtime": "4920",
        "battery.voltage": "13.2",
        "input.frequency": "59.98",
        "input.voltage": "118.0",
        "output.voltage": "120.0",
        "ups.load": "41.0",
        "ups.mfr": "Best Power",
        "ups.model": "Micro Ferrups (MD) 1100",
      },
      theirs: seconds(82),
    },
  ],
  peer: { packaged: false, needed: "battery.runtime" },
});
