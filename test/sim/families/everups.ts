/** An EVER that answers a byte for a byte, each after a greeting. */
import { type FamilyCase, family } from "../bench/family-bench.ts";
import type { Say, Unit } from "../devices/played-line.ts";

class EverUnit implements Unit {
  model = 69;
  state = 0x00;
  battery = 232;
  mains = 856;
  readonly #say: Say;
  #greeted = false;
  #takes = 0;

  constructor(say: Say) {
    this.#say = say;
  }

  hear(bytes: Uint8Array): void {
    for (const byte of bytes) this.#take(byte);
  }

  #take(byte: number): void {
    if (this.#takes > 0) this.#takes--;
    else if (byte === 0xd0) this.#tell(byte);
    else if (this.#greeted) this.#answer(byte);
    this.#greeted = byte === 0xd0;
  }

  #answer(byte: number): void {
    const told: Readonly<Record<number, readonly number[]>> = {
      173: [this.model],
      175: [this.state],
      189: [this.battery],
      245: [this.mains & 0xff, this.mains >> 8],
    };
    if (byte === 28 || byte === 13) this.#takes = 1;
    else this.#tell(...(told[byte] ?? []));
  }

  #tell(...bytes: readonly number[]): void {
    if (bytes.length > 0) this.#say(Uint8Array.from(bytes));
  }
}

const OFF = "d01c01d00d08";

export const EVERUPS: FamilyCase = family({
  driver: "everups",
  load: async () => (await import("../../../src/drivers/serial/everups/driver.ts")).EVERUPS,
  unit: (say) => new EverUnit(say),
  checked: false,
  scenes: [
    {
      name: "on mains",
      status: "OL",
      vars: {
        "battery.charge": "100.0",
        "battery.voltage": "13.60",
        "input.voltage": "230",
        "ups.mfr": "Ever",
        "ups.model": "NET 1000-DPC",
      },
    },
    {
      name: "on battery",
      set: (unit) => Object.assign(unit, { state: 4, battery: 195, mains: 0 }),
      status: "OB",
      vars: { "battery.charge": "64.4", "battery.voltage": "11.40", "input.voltage": "000" },
    },
    {
      name: "nearly empty",
      set: (unit) => Object.assign(unit, { state: 4, battery: 175, mains: 0 }),
      status: "LB OB",
      vars: { "battery.charge": "23.7", "battery.voltage": "10.20", "input.voltage": "000" },
    },
    {
      name: "empty, off, of the newer kind",
      set: (unit) => Object.assign(unit, { model: 74, state: 5, battery: 150, mains: 800 }),
      status: "OL",
      vars: {
        "battery.charge": "0.0",
        "battery.voltage": "8.80",
        "input.voltage": "227",
        "ups.model": "NET 1000-DPC (new)",
      },
    },
  ],
  commands: ["load.off"],
  orders: [{ cmd: "load.off", sent: OFF }],
  killpower: OFF,
  peer: { packaged: false, needed: "battery.voltage", orders: ["load.off"] },
});
