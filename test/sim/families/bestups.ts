/** UPSes with the protocol of Phoenixtec: they run tests, and go off after the minutes that they are told. */
import type { Clock } from "../../../src/system/clock.ts";
import { type FamilyCase, family } from "../bench/family-bench.ts";
import type { Say } from "../devices/played-line.ts";
import { sentText, TextUnit } from "./text-unit.ts";

const TEST_MS = 10_000;

export class PhoenixUnit extends TextUnit {
  input = "118.7";
  output = "119.2";
  battery = "27.1";
  celsius = "35.0";
  /** No mains, battery low, boost or bypass. */
  flags = "000";
  off: string | undefined;
  #testing = 0;
  readonly #identity: string;
  readonly #clock: Clock;

  constructor(say: Say, clock: Clock, identity: string) {
    super(say, "\r");
    this.#identity = identity;
    this.#clock = clock;
  }

  answer(command: string): string {
    if (command === "ID" && this.#identity !== "") return `${this.#identity}\r`;
    if (command === "Q1") return `(${this.#state()} ${this.flags}00${this.#testing}${this.off ? 1 : 0}0\r`;
    if (command === "T") this.#test();
    if (command === "CT") this.#testing = 0;
    if (command === "C") this.off = undefined;
    const [, order] = /^S(\d\dR\d{4})$/.exec(command) ?? [];
    if (order !== undefined) this.off = order;
    return "";
  }

  #test(): void {
    this.#testing = 1;
    this.#clock.after(TEST_MS, () => {
      this.#testing = 0;
    });
  }

  #state(): string {
    return `${this.input} ${this.input} ${this.output} 034 59.9 ${this.battery} ${this.celsius}`;
  }
}

const COMMON = {
  driver: "bestups",
  load: async () => (await import("../../../src/drivers/serial/bestups/driver.ts")).BESTUPS,
  checked: false,
  commands: ["test.battery.start", "test.battery.stop"],
  killpower: sentText("S01R0001\r"),
} as const satisfies Partial<FamilyCase>;

export const BESTUPS: FamilyCase = family<PhoenixUnit>({
  ...COMMON,
  unit: (say, clock) => new PhoenixUnit(say, clock, "FOR,750,120,120,20.0,27.6"),
  scenes: [
    {
      name: "on mains",
      status: "OL",
      vars: {
        "battery.charge": "93.4",
        "battery.voltage": "27.1",
        "battery.voltage.nominal": "24",
        "input.frequency": "59.9",
        "input.voltage": "118.7",
        "input.voltage.nominal": "120",
        "output.voltage": "119.2",
        "output.voltage.nominal": "120",
        "ups.load": "034",
        "ups.mfr": "Best Power",
        "ups.model": "Fortress 750",
        "ups.temperature": "35.0",
      },
    },
    {
      name: "on battery",
      set: (unit) => Object.assign(unit, { flags: "101", input: "000.0", battery: "24.2" }),
      status: "OB",
      vars: { "battery.charge": "55.3", "battery.voltage": "24.2", "input.voltage": "000.0" },
    },
    {
      name: "nearly empty",
      set: (unit) => Object.assign(unit, { flags: "110", input: "000.0", battery: "19.6" }),
      status: "OB LB",
      vars: { "battery.charge": "0.0", "battery.voltage": "19.6", "input.voltage": "000.0" },
      theirs: { "battery.charge": "-5.3" },
    },
    {
      name: "raising its input",
      set: (unit) => Object.assign(unit, { flags: "001", input: "098.3", battery: "27.1" }),
      status: "OL BOOST",
      vars: { "input.voltage": "098.3" },
    },
    {
      name: "lowering its input, without a temperature",
      set: (unit) => Object.assign(unit, { flags: "001", input: "131.4", celsius: "XX.X" }),
      status: "OL TRIM",
      vars: { "input.voltage": "131.4", "ups.temperature": undefined },
    },
  ],
  orders: [
    { cmd: "test.battery.start", sent: sentText("T\r") },
    { cmd: "test.battery.stop", sent: sentText("CT\r") },
  ],
  peer: { packaged: true, fails: "silence", orders: ["test.battery.start", "test.battery.stop"] },
});

/** Named by the user, with a flag that is upside down and the voltage of one cell. */
export const BESTUPS_PATRIOT: FamilyCase = family<PhoenixUnit>({
  ...COMMON,
  title: "bestups, a Patriot Pro by its options",
  options: { ID: "PRO,1000,120,120,01.9,02.3", battvoltmult: "12", nombattvolt: "2.27" },
  unit: (say, clock) => {
    const unit = new PhoenixUnit(say, clock, "");
    return Object.assign(unit, { battery: "2.15", flags: "001" });
  },
  scenes: [
    {
      name: "on mains",
      status: "OL",
      vars: {
        "battery.charge": "67.6",
        "battery.voltage": "25.8",
        "battery.voltage.nominal": "24",
        "input.frequency": "59.9",
        "input.voltage": "118.7",
        "input.voltage.nominal": "120",
        "output.voltage": "119.2",
        "output.voltage.nominal": "120",
        "ups.load": "034",
        "ups.mfr": "Best Power",
        "ups.model": "Patriot Pro 1000",
        "ups.temperature": "35.0",
      },
    },
    {
      name: "raising its input",
      set: (unit) => Object.assign(unit, { flags: "000", input: "101.2" }),
      status: "OL BOOST",
      vars: { "input.voltage": "101.2" },
    },
  ],
  peer: { packaged: true },
});
