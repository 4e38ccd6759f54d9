/** A Rhino of Microsol: it tells its state over and over, whether it is asked or not. */
import type { Clock } from "../../../src/system/clock.ts";
import { type FamilyCase, family } from "../bench/family-bench.ts";
import type { Say, Unit } from "../devices/played-line.ts";
import { everyMs } from "./speaking.ts";

const EVERY_MS = 400;

export class RhinoUnit implements Unit {
  model = 0xc1;
  input = 219;
  output = 112;
  /** Amperes and watts that the output takes. */
  amperes = 18;
  watts = 2000;
  battery = 140;
  /** 02 supplies, 04 input, 08 bypass. */
  state = 0x06;
  /** 02: no mains. */
  failure = 0;

  constructor(say: Say, clock: Clock) {
    everyMs(clock, EVERY_MS, () => say(this.#bytes()));
  }

  hear(): void {
    // It takes orders in silence.
  }

  #bytes(): Uint8Array {
    const [low, high] = [this.watts & 0xff, this.watts >> 8];
    const power = [this.output, this.amperes, low, high, low, high, 95];
    const input = [7, this.input, 11, low, high, low, high, 99, 0x58, 0x02];
    const rest = [0x59, 0x02, this.battery, 0, 0, 31, 88, 0, 10, 11, 12, 2, 3, 26, 20, this.state, 0, this.failure];
    const all = [this.model, ...input, ...power, ...rest];
    return Uint8Array.of(
      ...all,
      all.reduce((sum, one) => (sum + one) & 0xff, 0),
    );
  }
}

const order = (code: number): string =>
  Buffer.from([1, code, ...Array<number>(16).fill(0), 255 - code])
    .toString("hex")
    .repeat(5);

export const RHINO: FamilyCase = family({
  driver: "rhino",
  load: async () => (await import("../../../src/drivers/serial/rhino/driver.ts")).RHINO,
  unit: (say, clock) => new RhinoUnit(say, clock),
  checked: true,
  scenes: [
    {
      name: "on mains",
      status: "OL",
      vars: {
        "battery.voltage": "140.0",
        "input.frequency": "60.0",
        "input.voltage": "219.0",
        "outlet.1.switchable": "no",
        "outlet.switchable": "yes",
        "output.voltage": "112.0",
        "ups.mfr": "Microsol",
        "ups.model": "Rhino 10.0 kVA",
        "ups.temperature": "31.00",
      },
    },
    {
      name: "on battery",
      set: (unit) => Object.assign(unit, { failure: 2, input: 0, battery: 137 }),
      status: "OB",
      vars: { "battery.voltage": "137.0", "input.voltage": "0.0" },
    },
    {
      name: "nearly empty",
      set: (unit) => Object.assign(unit, { failure: 2, input: 0, battery: 127, watts: 6000 }),
      status: "OB LB",
      vars: { "battery.voltage": "127.0", "input.voltage": "0.0" },
    },
    {
      name: "in bypass, of 7.5 kVA",
      set: (unit) =>
        Object.assign(unit, { model: 0xc3, failure: 0, state: 0x0c, input: 221, battery: 150, watts: 900 }),
      status: "OL",
      vars: {
        "battery.voltage": "150.0",
        "input.voltage": "221.0",
        "outlet.1.switchable": "yes",
        "outlet.switchable": "no",
        "output.voltage": "115.5",
        "ups.model": "Rhino 7.5 kVA",
      },
    },
    {
      name: "of 6 kVA",
      set: (unit) =>
        Object.assign(unit, { model: 0xc2, failure: 0, state: 0x06, input: 219, battery: 180, watts: 900 }),
      status: "OL LB",
      vars: { "battery.voltage": "180.0", "ups.model": "Rhino 6.0 kVA" },
    },
  ],
  commands: ["bypass.start", "bypass.stop", "load.off", "load.on", "shutdown.stayoff"],
  orders: [
    { cmd: "load.on", sent: order(3) },
    { cmd: "load.off", sent: order(4) },
    { cmd: "bypass.start", sent: order(5) },
    { cmd: "bypass.stop", sent: order(6) },
    { cmd: "shutdown.stayoff", sent: order(4) },
  ],
  killpower: order(4),
  peer: {
    packaged: false,
    needed: "input.frequency",
    differs: [/^SETFLAGS/],
    orders: ["load.on", "load.off", "bypass.start", "bypass.stop"],
  },
});
