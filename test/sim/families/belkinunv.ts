/** A Universal UPS of Belkin: registers that are read and written. */
import { type FamilyCase, family } from "../bench/family-bench.ts";
import type { Say } from "../devices/played-line.ts";
import { FrameUnit } from "./frame-unit.ts";

const sum = (bytes: readonly number[]): number => bytes.reduce((all, byte) => (all + byte) & 0xff, 0);
const word = (value: number): readonly number[] => [value & 0xff, value >> 8];
const WRITABLE = [0x06, 0x09, 0x0c, 0x10, 0x11, 0x15, 0x16];

class UnvUnit extends FrameUnit {
  registers: Record<number, readonly number[]> = {
    1: word(230),
    2: [50],
    3: word(800),
    4: [24],
    6: word(190),
    7: word(194),
    8: word(188),
    9: word(262),
    10: word(264),
    11: word(260),
    12: [1],
    13: [...Buffer.from("F6C800-UNV   ", "latin1")],
    15: [0x32],
    16: [1],
    17: [2],
    21: word(0),
    22: word(0),
    24: word(2314),
    25: word(499),
    26: [31],
    27: word(2297),
    28: word(500),
    30: [23],
    32: word(273),
    33: [97],
    34: word(0),
    35: [0x10],
    63: word(31),
  };

  constructor(say: Say) {
    super(say, { start: 0x7e, lengthAt: 2, more: 4 });
  }

  put(registers: Record<number, readonly number[]>): void {
    this.registers = { ...this.registers, ...registers };
  }

  take(frame: readonly number[]): void {
    if (sum(frame.slice(0, -1)) === frame.at(-1)) this.#answer(frame);
  }

  #answer([, kind, , register = 0, ...rest]: readonly number[]): void {
    const known = this.registers[register];
    const writes = kind === 4 && WRITABLE.includes(register);
    if (writes) this.put({ [register]: rest.slice(0, known?.length ?? 2) });
    if (known && (kind === 3 || writes)) this.#tell(kind === 3 ? 5 : 2, register, kind === 3 ? known : []);
    else this.#tell(1, register, []);
  }

  #tell(kind: number, register: number, data: readonly number[]): void {
    const body = [0x7e, kind, data.length + 1, register, ...data];
    this.say([...body, sum(body)]);
  }
}

const write = (register: number, value: number): string => {
  const body = [0x7e, 4, 3, register, ...word(value)];
  return Buffer.from([...body, sum(body)]).toString("hex");
};

export const BELKINUNV: FamilyCase = family({
  driver: "belkinunv",
  load: async () => (await import("../../../src/drivers/serial/belkinunv/driver.ts")).BELKINUNV,
  unit: (say) => new UnvUnit(say),
  checked: true,
  scenes: [
    {
      name: "on mains, charging",
      status: "OL CHRG",
      vars: {
        "battery.charge": "97",
        "battery.runtime": "1860",
        "battery.voltage": "27.3",
        "battery.voltage.nominal": "24",
        "input.frequency": "49.9",
        "input.frequency.nominal": "50",
        "input.sensitivity": "medium",
        "input.transfer.high": "262",
        "input.transfer.low": "190",
        "input.voltage": "231.4",
        "input.voltage.maximum": "231.4",
        "input.voltage.minimum": "231.4",
        "input.voltage.nominal": "230",
        "output.frequency": "50.0",
        "output.voltage": "229.7",
        "ups.beeper.status": "enabled",
        "ups.delay.restart": "0",
        "ups.delay.shutdown": "0",
        "ups.firmware": "3",
        "ups.load": "23",
        "ups.model": "F6C800-UNV",
        "ups.power.nominal": "800",
        "ups.temperature": "31",
        "ups.test.result": "test passed",
        "ups.type": "LINEINT",
      },
    },
    {
      name: "on battery",
      set: (unit) => unit.put({ 34: word(1), 35: [0x20], 33: [61], 32: word(251) }),
      status: "OB ACFAIL",
      vars: { "battery.charge": "61", "battery.voltage": "25.1" },
    },
    {
      name: "nearly empty, too hot and overloaded",
      set: (unit) => unit.put({ 34: word(0x51), 35: [0x24], 33: [9], 32: word(221) }),
      status: "OB ACFAIL OVER OVERHEAT LB",
      vars: { "battery.charge": "9", "battery.voltage": "22.1" },
    },
    {
      name: "off, its battery spent and worn out",
      set: (unit) => unit.put({ 34: word(0x80), 35: [0xc0], 27: word(0), 33: [97], 32: word(273) }),
      status: "OFF COMMFAULT DEPLETED RB",
      vars: { "output.voltage": "0.0" },
    },
    {
      name: "silenced, after a test that failed",
      set: (unit) => unit.put({ 34: word(0), 35: [0], 27: word(2297), 16: [2], 17: [1] }),
      status: "OL",
      vars: { "ups.beeper.status": "disabled", "ups.test.result": "test failed" },
    },
  ],
  writable: ["input.sensitivity", "input.transfer.high", "input.transfer.low", "ups.beeper.status"],
  commands: [
    "beeper.disable",
    "beeper.enable",
    "beeper.mute",
    "beeper.off",
    "beeper.on",
    "reset.input.minmax",
    "shutdown.reboot",
    "shutdown.reboot.graceful",
    "shutdown.stayoff",
    "test.battery.start",
    "test.battery.stop",
    "test.failure.start",
    "test.failure.stop",
  ],
  orders: [
    { cmd: "beeper.disable", sent: write(0x11, 1) },
    { cmd: "beeper.on", sent: write(0x11, 2) },
    { cmd: "beeper.mute", sent: write(0x11, 3) },
    { cmd: "test.battery.start", sent: write(0x10, 1) },
    { cmd: "test.failure.start", sent: write(0x10, 2) },
    { cmd: "test.battery.stop", sent: write(0x10, 3) },
    { cmd: "shutdown.stayoff", sent: write(0x16, 0) + write(0x15, 1) },
    { cmd: "shutdown.reboot", sent: write(0x16, 2) + write(0x15, 1) },
    { cmd: "shutdown.reboot.graceful", sent: write(0x16, 2) + write(0x15, 40) },
    { cmd: "reset.input.minmax", sent: "" },
  ],
  changes: [
    { name: "input.sensitivity", value: "low", sent: write(0x0c, 2) },
    { name: "input.sensitivity", value: "none", sent: "", outcome: "invalid" },
    { name: "ups.beeper.status", value: "muted", sent: write(0x11, 3) },
    { name: "input.transfer.low", value: "189", sent: write(0x06, 189) },
    { name: "input.transfer.high", value: "264", sent: write(0x09, 264) },
    { name: "input.transfer.high", value: "high", sent: "", outcome: "invalid" },
  ],
  killpower: write(0x16, 10) + write(0x15, 1),
  peer: {
    packaged: false,
    needed: "battery.runtime",
    orders: [
      "beeper.disable",
      "beeper.mute",
      "test.battery.start",
      "test.failure.start",
      "test.battery.stop",
      "shutdown.stayoff",
      "shutdown.reboot",
      "shutdown.reboot.graceful",
    ],
  },
});
