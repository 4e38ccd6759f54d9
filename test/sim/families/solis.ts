/** A Solis of Microsol: it tells its state over and over once it is told to go on. */
import type { Clock } from "../../../src/system/clock.ts";
import { type FamilyCase, family } from "../bench/family-bench.ts";
import type { Say, Unit } from "../devices/played-line.ts";
import { everyMs } from "./speaking.ts";

const EVERY_MS = 1000;
const GO_ON = "cc0d";

export class SolisUnit implements Unit {
  bytes: readonly number[];
  readonly #say: Say;
  readonly #clock: Clock;
  #speaks = false;

  /** Bytes by their place; the others are 0. */
  constructor(say: Say, clock: Clock, bytes: Readonly<Record<number, number>>) {
    this.#say = say;
    this.#clock = clock;
    this.bytes = Array.from({ length: 23 }, (_, at) => bytes[at] ?? 0);
  }

  hear(heard: Uint8Array): void {
    if (this.#speaks || Buffer.from(heard).toString("hex") !== GO_ON) return;
    this.#speaks = true;
    everyMs(this.#clock, EVERY_MS, () => this.#say(this.#packet()));
  }

  #packet(): Uint8Array {
    const sum = this.bytes.reduce((all, one) => (all + one) & 0xff, 0);
    return Uint8Array.of(...this.bytes, sum, 0xfe);
  }

  become(bytes: Readonly<Record<number, number>>): void {
    this.bytes = this.bytes.map((byte, at) => bytes[at] ?? byte);
  }
}

const load = async () => (await import("../../../src/drivers/serial/solis/driver.ts")).SOLIS;
const become = (bytes: Readonly<Record<number, number>>) => (unit: SolisUnit) => unit.become(bytes);
const COMMANDS = ["shutdown.return", "shutdown.stayoff"];
/** In whole batteries; and nothing at all. */
const WRONG = [/^SETFLAGS/, /^SETINFO battery\.charge /, /^SETINFO input\.frequency /];

export const SOLIS_15: FamilyCase = family({
  driver: "solis",
  load,
  unit: (say, clock) =>
    new SolisUnit(say, clock, {
      0: 0xad,
      1: 72,
      3: 170,
      4: 31,
      5: 60,
      6: 92,
      7: 0xe8,
      8: 0x0b,
      20: 0x08,
      21: 0x9d,
      22: 0x06,
    }),
  checked: true,
  scenes: [
    {
      name: "on mains",
      status: "OL",
      vars: {
        "battery.charge": "85.0",
        "battery.voltage": "24.3",
        "input.frequency": "60.0",
        "input.transfer.high": "150.0",
        "input.transfer.low": "75.0",
        "input.voltage": "118.0",
        "output.current": "3.7",
        "output.voltage": "115.0",
        "ups.load": "29.0",
        "ups.mfr": "Microsol",
        "ups.model": "Solis 1.5",
        "ups.temperature": "31.00",
      },
    },
    {
      name: "on battery",
      set: become({ 1: 34, 3: 165, 5: 100, 6: 10, 20: 0x28 }),
      status: "OB",
      vars: {
        "battery.charge": "52.5",
        "battery.voltage": "23.6",
        "input.frequency": "0.0",
        "input.voltage": "0.0",
        "output.current": "3.1",
        "output.voltage": "115.2",
        "ups.load": "23.1",
      },
    },
    {
      name: "nearly empty",
      set: become({ 1: 34, 3: 150, 5: 100, 6: 10, 20: 0x28 }),
      status: "OB LB",
      vars: {
        "battery.charge": "5.0",
        "battery.voltage": "21.4",
        "input.frequency": "0.0",
        "input.voltage": "0.0",
        "output.current": "3.1",
        "output.voltage": "115.2",
        "ups.load": "23.1",
      },
    },
    {
      name: "without a load, off, below zero",
      set: become({ 1: 0, 3: 170, 4: 0xfd, 5: 1, 6: 92, 20: 0 }),
      status: "OL",
      vars: {
        "battery.charge": "100.0",
        "output.current": "0.0",
        "output.voltage": "0.0",
        "ups.load": "0.0",
        "ups.temperature": "-3.00",
      },
    },
  ],
  commands: COMMANDS,
  orders: [
    { cmd: "shutdown.return", sent: "de" },
    { cmd: "shutdown.stayoff", sent: "dd" },
  ],
  killpower: "de",
  peer: { packaged: false, needed: "ups.load", differs: WRONG, orders: COMMANDS },
});

export const SOLIS_3: FamilyCase = family({
  driver: "solis",
  title: "solis, 3 kVA at 220 V, with 80 Ah",
  load,
  options: { battext: "80" },
  unit: (say, clock) =>
    new SolisUnit(say, clock, {
      0: 0xaf,
      1: 146,
      3: 160,
      4: 28,
      5: 40,
      6: 200,
      7: 0xa0,
      8: 0x0f,
      20: 0x49,
      21: 0xa0,
      22: 0x06,
    }),
  checked: true,
  scenes: [
    {
      name: "on mains",
      status: "OL",
      vars: {
        "battery.charge": "39.2",
        "battery.voltage": "45.5",
        "input.frequency": "60.0",
        "input.transfer.high": "300.0",
        "input.transfer.low": "150.0",
        "input.voltage": "250.0",
        "output.current": "5.2",
        "output.voltage": "221.4",
        "ups.load": "41.4",
        "ups.mfr": "Microsol",
        "ups.model": "Solis 3.0",
        "ups.temperature": "28.00",
      },
    },
    {
      name: "on battery, with much load",
      set: become({ 1: 70, 3: 150, 5: 90, 6: 0, 7: 0xaf, 8: 0x19, 20: 0x69 }),
      status: "OB",
      vars: {
        "battery.charge": "18.8",
        "battery.voltage": "42.6",
        "input.frequency": "0.0",
        "input.voltage": "0.0",
        "output.current": "6.4",
        "output.voltage": "221.1",
        "ups.load": "48.0",
      },
    },
  ],
  commands: COMMANDS,
  killpower: "de",
  peer: { packaged: false, needed: "ups.load", differs: WRONG },
});

export const SOLIS_BACK_UPS: FamilyCase = family({
  driver: "solis",
  title: "solis, Back-UPS BZ1200-BR",
  load,
  unit: (say, clock) =>
    new SolisUnit(say, clock, {
      0: 0xba,
      1: 100,
      2: 68,
      3: 175,
      4: 30,
      5: 20,
      6: 0x20,
      7: 0xe8,
      8: 0x03,
      20: 0x08,
      21: 0,
      22: 0x5f,
    }),
  checked: true,
  scenes: [
    {
      name: "on mains",
      status: "OL",
      vars: {
        "battery.charge": "100.0",
        "battery.voltage": "27.4",
        "input.frequency": "59.9",
        "input.transfer.high": "150.0",
        "input.transfer.low": "75.0",
        "input.voltage": "120.9",
        "output.current": "3.1",
        "output.voltage": "108.7",
        "ups.load": "28.4",
        "ups.mfr": "Microsol",
        "ups.model": "Microsol Back-Ups BZ1200-BR",
        "ups.temperature": "30.00",
      },
    },
    {
      name: "on battery",
      set: become({ 1: 33, 2: 0, 3: 168, 5: 30, 20: 0x28 }),
      status: "OB",
      vars: {
        "battery.charge": "64.3",
        "battery.voltage": "26.3",
        "input.frequency": "0.0",
        "input.voltage": "0.0",
        "output.current": "2.3",
        "output.voltage": "115.1",
        "ups.load": "21.6",
      },
    },
  ],
  commands: COMMANDS,
  killpower: "de",
  peer: { packaged: false, needed: "ups.load", differs: [/^SETFLAGS/, /^SETINFO battery\.charge /] },
});
