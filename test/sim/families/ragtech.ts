/** An Easy UPS of Ragtech: registers that are read and written, bits of them too. */
import { type FamilyCase, family } from "../bench/family-bench.ts";
import type { Say, Unit } from "../devices/played-line.ts";

const [START, WAKE] = [0xaa, "fffe008e018f"];
const LENGTH = 6;

export class RagtechUnit implements Unit {
  readonly registers: Map<number, number>;
  readonly #say: Say;

  constructor(say: Say, registers: Readonly<Record<number, number>>) {
    this.#say = say;
    this.registers = new Map(Object.entries(registers).map(([at, value]) => [Number(at), value]));
  }

  hear(bytes: Uint8Array): void {
    if (Buffer.from(bytes).toString("hex") === WAKE) return this.#say(Uint8Array.of(0xca));
    const [start, code, high = 0, low = 0, argument = 0, sum] = bytes;
    if (bytes.length !== LENGTH || start !== START || sum !== ((high + low + argument) & 0xff)) return;
    this.#obey(code ?? 0, high * 256 + low, argument);
  }

  #at(register: number): number {
    return this.registers.get(register) ?? 0;
  }

  #obey(code: number, register: number, argument: number): void {
    if (code === 4)
      this.#say(Uint8Array.of(START, ...Array.from({ length: argument }, (_, at) => this.#at(register + at))));
    if (code === 1) this.registers.set(register, argument);
    if (code === 2) this.registers.set(register, this.#at(register) & argument);
    if (code === 3) this.registers.set(register, this.#at(register) | argument);
  }

  become(registers: Readonly<Record<number, number>>): void {
    for (const [at, value] of Object.entries(registers)) this.registers.set(Number(at), value);
  }
}

const become = (registers: Readonly<Record<number, number>>) => (unit: RagtechUnit) => unit.become(registers);

export const RAGTECH: FamilyCase = family({
  driver: "ragtech",
  load: async () => (await import("../../../src/drivers/serial/ragtech/driver.ts")).RAGTECH,
  options: { allow_shutdown: "" },
  unit: (say: Say) =>
    new RagtechUnit(say, {
      128: 0x81,
      135: 255,
      138: 201,
      139: 110,
      140: 5,
      142: 34,
      151: 140,
      154: 16,
      155: 41,
      157: 208,
      243: 17,
      514: 120,
      515: 130,
    }),
  checked: false,
  scenes: [
    {
      name: "on mains",
      status: "OL",
      vars: {
        "battery.charge": "100.0",
        "battery.voltage": "26.93",
        "battery.voltage.nominal": "24",
        "input.voltage": "116.6",
        "input.voltage.nominal": "115",
        "output.current": "4.69",
        "output.frequency": "61.28",
        "output.voltage": "115.4",
        "output.voltage.nominal": "115",
        "ups.firmware": "4.1",
        "ups.load": "27.0",
        "ups.mfr": "Ragtech",
        "ups.model": "Easy 2000 TI",
        "ups.power.nominal": "2000",
        "ups.realpower.nominal": "1400",
        "ups.temperature": "34",
      },
    },
    {
      name: "on battery",
      set: become({ 135: 180, 138: 180, 144: 0x48 }),
      status: "OB",
      vars: { "battery.charge": "70.6", "battery.voltage": "24.12" },
    },
    {
      name: "nearly empty, overloaded, hot",
      set: become({ 135: 20, 138: 160, 144: 0x48, 145: 0x0b }),
      status: "ALARM OB LB OVER",
      alarm: "Overtemperature",
      vars: { "battery.charge": "7.8", "battery.voltage": "21.44" },
    },
    {
      name: "testing an old battery",
      set: become({ 135: 255, 138: 201, 144: 0x06, 145: 0xc0 }),
      status: "ALARM OL CAL RB",
      alarm: "Inverter fault Short circuit",
      vars: {},
    },
  ],
  commands: ["shutdown.return", "shutdown.stayoff", "shutdown.stop", "test.battery.start.deep"],
  orders: [
    { cmd: "shutdown.stayoff", sent: "aa020080fe7eaa0100981eb6" },
    { cmd: "shutdown.stop", sent: "aa0100980098" },
    { cmd: "test.battery.start.deep", sent: "aa020090fd8daa0300900494aa0300958015" },
  ],
  killpower: "aa020080fe7eaa0100981eb6",
  peer: {
    packaged: false,
    needed: "output.frequency",
    orders: ["shutdown.stayoff", "shutdown.stop", "test.battery.start.deep"],
  },
});
