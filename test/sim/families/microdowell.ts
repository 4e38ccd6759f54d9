/** An Enterprise UPS of MicroDowell: its memory, meters, outputs. */
import { type FamilyCase, family } from "../bench/family-bench.ts";
import type { Say } from "../devices/played-line.ts";
import { FrameUnit } from "./frame-unit.ts";

const xor = (bytes: readonly number[]): number => bytes.reduce((all, byte) => all ^ byte, 0);
const words = (...values: readonly number[]): readonly number[] =>
  values.flatMap((value) => [value >> 8, value & 0xff]);

export class DowellUnit extends FrameUnit {
  state = [0x18, 0x07, 0, 0, 0];
  model = "ENT15   ";
  meters: readonly number[] = [8300, 7900, 8350, 2800, 250];
  charge = 98;
  load = 33;

  constructor(say: Say) {
    super(say, { start: 0x5b, lengthAt: 1, more: 3 });
  }

  take(frame: readonly number[]): void {
    const isRight = xor(frame.slice(1, -1)) === frame.at(-1);
    const said = isRight ? this.#answer(frame.slice(2, -1)) : [0x15, 0x10];
    const body = [said.length, ...said];
    this.say([0x5b, ...body, xor(body)]);
  }

  #answer(data: readonly number[]): readonly number[] {
    const [command = 0, address = 0] = data;
    if (command === 0x00) return [0, ...this.state, 3, 14, 5, 9];
    if (command === 0x01) return [1, ...words(0, ...this.meters), 0, 0];
    if (command === 0x03) return [3, this.charge, 0, 0, 0, ...words(412), this.load, 0, 0];
    if (command === 0x50) return [0x50, address, 8, ...this.#memory(address)];
    return command === 0x40 || command === 0x20 ? [...data] : [0x15, 0x11];
  }

  #memory(address: number): readonly number[] {
    const text = (words: string): readonly number[] => [...Buffer.from(words.padEnd(8, "\0"), "latin1")].slice(0, 8);
    if (address === 0x80) return text(this.model);
    if (address === 0x98) return text("00MD4711");
    if (address === 0xa0) return [24, 5, 17, 0x21, 0x13, 0x34, 2, 2];
    if (address === 0x20) return [2, 0, 0, 0, 0, 0, 0, 0];
    return [0xaa, 0, 0, 0, 0, 0, 0, 0];
  }
}

const OUT = (...bytes: readonly number[]): string => {
  const body = [8, 0x40, 0xff, ...bytes];
  return Buffer.from([0x5b, ...body, xor(body)]).toString("hex");
};
const STATUS = "5b010001";

export const MICRODOWELL: FamilyCase = family({
  driver: "microdowell",
  load: async () => (await import("../../../src/drivers/serial/microdowell/driver.ts")).MICRODOWELL,
  unit: (say) => new DowellUnit(say),
  checked: true,
  scenes: [
    {
      name: "on mains",
      status: "OL",
      vars: {
        "battery.charge": "98",
        "battery.packs": "2",
        "battery.voltage": "13.5",
        "input.frequency.nominal": "50.0",
        "input.sensitivity": "M",
        "input.voltage": "228",
        "input.voltage.nominal": "230",
        "output.current": "2",
        "output.voltage": "229",
        "ups.delay.shutdown": "120",
        "ups.delay.start": "10",
        "ups.firmware": "3.4 (2)",
        "ups.firmware.aux": "2.1 1.3",
        "ups.load": "33",
        "ups.mfr": "Microdowell",
        "ups.mfr.date": "2024/05/17",
        "ups.model": "Enterprise N15   ",
        "ups.power": "412",
        "ups.power.nominal": "1500",
        "ups.realpower.nominal": "900",
        "ups.serial": "00MD4711",
        "ups.temperature": "33",
        "ups.time": "14:05:09",
        "ups.type": "online-interactive",
      },
    },
    {
      name: "on battery and overloaded",
      set: (unit) =>
        Object.assign(unit, { state: [0x01, 0x40, 0, 0, 0], charge: 71, meters: [0, 7020, 8350, 9100, 270] }),
      status: "OB OVER",
      vars: {
        "battery.charge": "71",
        "battery.voltage": "12.0",
        "input.voltage": "0",
        "output.current": "7",
        "ups.temperature": "47",
      },
    },
    {
      name: "nearly empty",
      set: (unit) =>
        Object.assign(unit, { state: [0x03, 0, 0, 0, 0], charge: 9, meters: [8300, 7900, 8350, 2800, 250] }),
      status: "OB LB",
      vars: { "battery.charge": "9" },
    },
    {
      name: "large and raising its output",
      set: (unit) => Object.assign(unit, { state: [0x18, 0x07, 0, 0, 4], charge: 98, model: "ENT30   " }),
      status: "OL BOOST",
      vars: {
        "battery.voltage": "24.0",
        "output.current": "4",
        "output.voltage": "130",
        "ups.model": "Enterprise N30   ",
        "ups.power.nominal": "3000",
        "ups.realpower.nominal": "1800",
      },
    },
  ],
  writable: ["ups.delay.shutdown", "ups.delay.start"],
  commands: ["load.off", "load.on", "shutdown.return", "shutdown.stayoff"],
  orders: [
    { cmd: "load.on", sent: STATUS + OUT(8, 0, 0, 0, 0, 0), theirs: OUT(8, 0, 0, 0, 0, 0) },
    { cmd: "load.off", sent: STATUS + OUT(4, 0, 0, 0, 0, 0), theirs: OUT(4, 0, 0, 0, 0, 0) },
    { cmd: "shutdown.return", sent: STATUS + OUT(1, 0, 120, 0, 0, 10), theirs: OUT(1, 0, 120, 0, 0, 10) },
    {
      cmd: "shutdown.return",
      set: (unit) => Object.assign(unit, { state: [0x01, 0, 0, 0, 0] }),
      sent: STATUS + OUT(2, 0, 120, 0, 0, 10),
    },
    { cmd: "shutdown.stayoff", sent: STATUS + OUT(1, 0, 120, 0, 0, 0), theirs: OUT(1, 0, 120, 0, 0, 0) },
  ],
  changes: [
    { name: "ups.delay.shutdown", value: "30", sent: "" },
    { name: "ups.delay.start", value: "never", sent: "", outcome: "invalid" },
  ],
  killpower: STATUS + OUT(1, 0, 120, 0, 0, 10),
  peer: {
    // That of 2.8.0 waits ten milliseconds for each byte: too short for a busy machine.
    packaged: false,
    needed: "ups.load",
    // There the rated frequency stands as the measured one.
    differs: [/^SETINFO input\.frequency/, /^SETFLAGS/],
    orders: ["load.on", "load.off", "shutdown.return", "shutdown.stayoff"],
  },
});
