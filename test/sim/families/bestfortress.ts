/** An old Fortress: no prompt and no echo, numbered parameters behind a password, and an end that it counts down to. */
import type { Clock } from "../../../src/system/clock.ts";
import { type FamilyCase, family, type Scene } from "../bench/family-bench.ts";
import type { Say } from "../devices/played-line.ts";
import { BestRecord } from "./best-unit.ts";
import { sentText, TextUnit } from "./text-unit.ts";

export class FortressUnit extends TextUnit {
  readonly record = new BestRecord();
  readonly parameters: Record<string, string> = { "1": "0", "2": "2", "7": "196", "8": "254" };
  /** Leaves the first two zeros of its record out. */
  short = false;
  off: number | undefined;
  #open = false;
  readonly #clock: Clock;

  constructor(say: Say, clock: Clock) {
    super(say, "\r");
    this.#clock = clock;
    Object.assign(this.record, {
      month: 0,
      amps: 12,
      va: 145,
      battery: 280,
      frequency: 6000,
      minutes: 99,
      celsius: 25,
      line: 0,
    });
  }

  answer(command: string): string {
    if (command === "f") return `\r\n${this.record.text().slice(this.short ? 2 : 0)}\r\n`;
    const [, parameter, value = ""] = /^p(\d+)=(\d*)$/.exec(command) ?? [];
    if (parameter !== undefined) return this.#set(parameter, value) ? "OK\r" : "ERR\r";
    const [, seconds] = /^OFF(\d+)$/.exec(command) ?? [];
    if (seconds !== undefined) this.#turnOff(Number(seconds));
    return "";
  }

  #set(parameter: string, value: string): boolean {
    if (parameter === "999") {
      this.#open = value === "2639";
      return this.#open || value === "";
    }
    if (!this.#open || value === "0".repeat(3)) return false;
    this.parameters[parameter] = value;
    return true;
  }

  /** Unless it is 0. */
  #turnOff(seconds: number): void {
    this.off = seconds;
    if (seconds > 0) this.#clock.after(seconds * 1000, () => Object.assign(this.record, { mode: 0, output: 0, va: 0 }));
  }
}

const guarded = (...settings: readonly string[]): string =>
  sentText("p999=2639\r", ...settings.map((one) => `${one}\r`), "p999=\r");
const ORDERS = [
  { cmd: "load.off", sent: `${guarded("p1=0")}${sentText("OFF1\r")}` },
  { cmd: "shutdown.return", sent: `${guarded("p1=1")}${sentText("OFF20\r")}` },
];
const set =
  (state: Partial<BestRecord>): NonNullable<Scene<FortressUnit>["set"]> =>
  (unit) =>
    Object.assign(unit.record, state);

const COMMON = {
  driver: "bestfortress",
  load: async () => (await import("../../../src/drivers/serial/bestfortress/driver.ts")).BESTFORTRESS,
  checked: true,
  commands: ["load.off", "shutdown.return"],
  writable: ["battery.runtime.low", "input.transfer.high", "input.transfer.low"],
} as const satisfies Partial<FamilyCase>;

export const BESTFORTRESS: FamilyCase = family<FortressUnit>({
  ...COMMON,
  unit: (say, clock) => new FortressUnit(say, clock),
  scenes: [
    {
      name: "on mains",
      status: "OL",
      vars: {
        "battery.runtime": "5940",
        "battery.runtime.low": "",
        "battery.voltage": "28.0",
        "battery.voltage.nominal": "24",
        "input.frequency": "60.0",
        "input.transfer.high": "",
        "input.transfer.low": "",
        "input.voltage": "118",
        "output.current": "1.2",
        "output.voltage": "120",
        "output.voltamps": "145",
        "ups.delay.shutdown": "20",
        "ups.mfr": "Best Power",
        "ups.model": "Fortress",
        "ups.temperature": "25",
      },
    },
    {
      name: "on battery",
      set: set({ inverter: 1, input: 0, battery: 241, minutes: 12 }),
      status: "OB",
      vars: { "battery.runtime": "720", "battery.voltage": "24.1", "input.voltage": "0" },
    },
    {
      name: "with little runtime left",
      set: set({ inverter: 1, input: 0, battery: 222, minutes: 2, alarms: 8 }),
      status: "OB LB",
      vars: { "battery.runtime": "120", "battery.voltage": "22.2", "input.voltage": "0" },
      // There a low battery hides what the UPS runs on.
      theirs: { "ups.status": "LB" },
    },
    {
      name: "with a battery that is low",
      set: set({ inverter: 1, input: 0, battery: 210, minutes: 1, alarms: 3 }),
      status: "OB LB",
      vars: { "battery.runtime": "60", "battery.voltage": "21.0", "input.voltage": "0" },
      theirs: { "ups.status": "OB" },
    },
    {
      name: "lowering its input",
      set: set({ inverter: 0, input: 131, battery: 280, minutes: 99, alarms: 0, trims: 1 }),
      status: "OL TRIM",
      vars: { "input.voltage": "131" },
      theirs: { "ups.status": "TRIM" },
    },
    {
      name: "off",
      set: set({ input: 118, trims: 0, mode: 0, output: 0, va: 0, amps: 0 }),
      status: "OFF",
      vars: { "output.current": "0.0", "output.voltage": "0", "output.voltamps": "0" },
    },
  ],
  orders: ORDERS,
  changes: [
    { name: "input.transfer.low", value: "190", sent: guarded("p7=190") },
    { name: "input.transfer.high", value: "260", sent: guarded("p8=260") },
    { name: "battery.runtime.low", value: "3", sent: guarded("p2=3") },
    { name: "input.transfer.low", value: "000", sent: guarded("p7=000"), outcome: "failed" },
    { name: "input.transfer.low", value: "190 V", sent: "", outcome: "invalid" },
    { name: "input.transfer.low", value: "1900", sent: "", outcome: "invalid" },
  ],
  killpower: `${guarded("p1=1")}${sentText("OFF20\r")}`,
  peer: {
    packaged: false,
    needed: "ups.temperature",
    fails: "noise",
    sets: true,
    orders: ["load.off", "shutdown.return"],
  },
});

/** With the load in percent of what the user says it can carry, and a record whose first zeros are missing. */
export const BESTFORTRESS_LOAD: FamilyCase = family<FortressUnit>({
  ...COMMON,
  title: "bestfortress, with max_load",
  options: { max_load: "660" },
  unit: (say, clock) => {
    const unit = new FortressUnit(say, clock);
    unit.short = true;
    return unit;
  },
  scenes: [
    {
      name: "on mains",
      status: "OL",
      vars: { ...BESTFORTRESS.scenes[0]?.vars, "ups.load": "21" },
    },
  ],
  killpower: `${guarded("p1=1")}${sentText("OFF20\r")}`,
  peer: { packaged: false, needed: "ups.temperature" },
});
