/** An AL175 of Eltek: registers of a byte, and orders that it confirms. */
import { xorOf } from "../../../src/drivers/kit/line/frames.ts";
import { type FamilyCase, family } from "../bench/family-bench.ts";
import type { Say, Unit } from "../devices/played-line.ts";

const mirrored = (byte: number): number =>
  Number.parseInt(byte.toString(2).padStart(8, "0").split("").reverse().join(""), 2);
const TESTING = 0x01;

/** An address, and the bytes from there on. */
type Registers = readonly [number, ...number[]];

export class Al175Unit implements Unit {
  /** By address, of which each takes eight. */
  readonly registers = new Map<number, number>();
  readonly #say: Say;
  #heard: number[] = [];

  constructor(say: Say, registers: readonly Registers[]) {
    this.#say = say;
    this.become(registers);
  }

  become(registers: readonly Registers[]): void {
    for (const [address, ...bytes] of registers)
      for (const [at, byte] of bytes.entries()) this.registers.set(address + 8 * at, byte);
  }

  hear(bytes: Uint8Array): void {
    this.#heard.push(...bytes);
    const start = this.#heard.indexOf(0x02);
    const head = Buffer.from(this.#heard.slice(start + 1, start + 11)).toString("latin1");
    const [, kind, address, count] = /^141([02])([\dA-F]{4})([\dA-F]{2})$/.exec(head) ?? [];
    if (address === undefined || count === undefined) return;
    const length = 11 + (kind === "0" ? Number.parseInt(count, 16) : 0) + 2;
    const frame = this.#heard.slice(start, start + length);
    if (frame.length < length) return;
    this.#heard = [];
    if (frame.at(-2) !== 0x03 || xorOf(frame.slice(1, -1)) !== frame.at(-1)) return;
    if (kind === "2") this.#tell(Number.parseInt(address, 16), Number.parseInt(count, 16));
    else this.#obey(frame.slice(11, -2).map(mirrored));
  }

  #tell(address: number, count: number): void {
    const bytes = Array.from({ length: count }, (_, at) => mirrored(this.registers.get(address + 8 * at) ?? 0));
    const head = `0010${[address, count]
      .map((one, at) =>
        one
          .toString(16)
          .toUpperCase()
          .padStart(at === 0 ? 4 : 2, "0"),
      )
      .join("")}`;
    this.#send([...Buffer.from(head, "latin1"), ...bytes]);
  }

  #obey([group, number]: readonly number[]): void {
    if (group !== 0x83) return;
    const told = this.registers.get(0x4008) ?? 0;
    this.registers.set(0x4008, number === 0x81 ? told | TESTING : told & ~TESTING);
    this.#send([...Buffer.from("0011", "latin1"), 0x06]);
  }

  #send(told: readonly number[]): void {
    const body = [...told, 0x03];
    this.#say(Uint8Array.of(0x02, ...body, xorOf(body)));
  }
}

/** Of 48 V: 54.00 V, 57.60 V; 3.21 A into the battery, 12.50 A out; 23.75 degrees. */
const ON_MAINS: readonly Registers[] = [
  [0x4000, 0, 0, 0, 0, 0, 0, 0, 0, 0],
  [0x4048, 0, 0],
  [0x4100, 0x15, 0x18, 0x16, 0x80, 0x17, 0x70, 0x12, 0xc0],
  [0x4180, 0x15, 0x18, 0x01, 0x41, 0, 0, 0x04, 0xe2],
  [0x4300, 0x09, 0x47],
];

const become =
  (...registers: readonly Registers[]) =>
  (unit: Al175Unit): void =>
    unit.become([...ON_MAINS, ...registers]);

// Group 83; a test, until 24 V or for a minute.
const START = "0231343130343530303038c1818c1c048c040c035e";
const STOP = "0231343130343530303038c101040c040c040c03c6";

export const AL175: FamilyCase = family<Al175Unit>({
  driver: "al175",
  load: async () => (await import("../../../src/drivers/serial/al175/driver.ts")).AL175,
  unit: (say) => new Al175Unit(say, ON_MAINS),
  checked: true,
  scenes: [
    {
      name: "on mains",
      status: "OL",
      vars: {
        "battery.current": "3.21",
        "battery.fuse": "OK",
        "battery.symmetry": "OK",
        "battery.temperature": "23.75",
        "battery.voltage.nominal": "54.00",
        "input.transfer.boost.low": "57.60",
        "output.current": "12.50",
        "output.voltage.nominal": "48",
        "ups.mfr": "Eltek",
        "ups.model": "AL175",
        "ups.test.result": "OK",
      },
    },
    {
      name: "on battery",
      set: become([0x4020, 1], [0x4040, 1], [0x4180, 0x13, 0x88, 0x04, 0xe2, 0, 0, 0x04, 0xe2]),
      status: "OB",
      vars: {
        "battery.current": "-12.50",
      },
    },
    {
      name: "nearly empty",
      set: become([0x4020, 1], [0x4038, 1], [0x4040, 1]),
      status: "OB LB",
      vars: {
        "battery.current": "-3.21",
      },
    },
    {
      name: "raised, with a battery that is too full",
      set: become([0x4038, 2], [0x4048, 1, 3]),
      status: "OL HB BOOST",
      vars: {
        "output.voltage.nominal": "26",
      },
    },
    { name: "testing", set: become([0x4008, 1], [0x4020, 0]), status: "TEST OL", vars: {} },
    {
      name: "off, with a battery that failed its test",
      set: become([0x4028, 1], [0x4030, 1], [0x4048, 0, 4]),
      status: "OL OFF RB",
      vars: {
        "output.voltage.nominal": "60",
        "ups.test.result": "FAIL",
      },
    },
    { name: "without a fuse", set: become([0x4000, 0x40]), status: "RB OL", vars: { "battery.fuse": "FAIL" } },
    { name: "with uneven strings", set: become([0x4000, 0x20]), status: "RB OL", vars: { "battery.symmetry": "FAIL" } },
    {
      name: "in states that nobody knows",
      set: become([0x4000, 0x9f, 0xfe], [0x4030, 7, 7, 7], [0x4048, 9, 9]),
      status: "OL",
      vars: {
        "battery.current": "0.00",
        "output.voltage.nominal": undefined,
        "ups.test.result": undefined,
      },
    },
  ],
  commands: ["test.battery.start", "test.battery.stop"],
  orders: [
    { cmd: "test.battery.start", sent: START },
    { cmd: "test.battery.stop", sent: STOP },
  ],
  peer: {
    packaged: true,
    needed: "battery.temperature",
    fails: "noise",
    orders: ["test.battery.start", "test.battery.stop"],
  },
});
