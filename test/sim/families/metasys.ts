/** A Meta System UPS that keeps its schedule, its beeper and its battery test. */
import { type FamilyCase, family } from "../bench/family-bench.ts";
import type { Say } from "../devices/played-line.ts";
import { FrameUnit } from "./frame-unit.ts";

const sum = (bytes: readonly number[]): number => bytes.reduce((all, byte) => (all + byte) & 0xff, 0);
const word = (value: number): readonly number[] => [value & 0xff, (value >> 8) & 0xff];
const long = (value: number): readonly number[] => [...word(value & 0xffff), ...word(value >>> 16)];

export class MetaUnit extends FrameUnit {
  state = 0;
  fault = 0;
  watts = 700;
  outputVolts = 229;
  amperes = 31;
  inputVolts = 231;
  batteryVolts = 272;
  degrees = 25;
  restarts = 0;
  off = 0xffff_ffff;
  on = 0xffff_ffff;

  constructor(say: Say) {
    super(say, { start: 2, lengthAt: 1, more: 2 });
  }

  take(frame: readonly number[]): void {
    if (sum(frame.slice(1, -1)) === frame.at(-1)) this.#answer(frame.slice(2, -1));
  }

  #answer(data: readonly number[]): void {
    const [command = 0] = data;
    const said = this.#data(command, data);
    if (said === undefined) return;
    const body = [said.length + 2, command, ...said];
    this.say([2, ...body, sum(body)], command === 0x0e && data[1] === 0 ? 15_000 : 0);
  }

  #data(command: number, data: readonly number[]): readonly number[] | undefined {
    const serial = Buffer.from("MS0012345678", "latin1");
    const said: Readonly<Record<number, () => readonly number[]>> = {
      0: () => [2, 4, 0, 0, 3, 7, ...serial],
      1: () => [...word(this.watts), ...word(this.outputVolts), ...word(this.amperes), ...word(44)],
      2: () => [...word(760), ...word(this.inputVolts), ...word(33), ...word(47)],
      3: () => [this.state, this.fault, this.degrees + 128],
      4: () => [...word(this.batteryVolts), ...word(220), ...word(200)],
      6: () => [...long(this.off), ...long(this.on)],
      8: () => [0, 0, 0, 0, this.restarts],
      10: () => this.#schedule(data),
      12: () => this.#limits(data),
      13: () => [data[1] ?? 0],
      14: () => [data[1] === 0 ? 4 : 0],
    };
    return said[command]?.();
  }

  #limits(data: readonly number[]): readonly number[] {
    this.restarts = data[5] ?? 0;
    return [0];
  }

  #schedule(data: readonly number[]): readonly number[] {
    const at = (from: number): number => Buffer.from(data.slice(from, from + 4)).readUInt32LE();
    this.off = at(1);
    this.on = at(5);
    return [0];
  }
}

export const METASYS: FamilyCase = family({
  driver: "metasys",
  load: async () => (await import("../../../src/drivers/serial/metasys/driver.ts")).METASYS,
  unit: (say) => new MetaUnit(say),
  repeats: true,
  checked: true,
  scenes: [
    {
      name: "on mains",
      status: "OL",
      vars: {
        "battery.voltage": "27.20",
        "input.voltage": "231",
        "output.current": "3.10",
        "output.voltage": "229",
        "ups.delay.shutdown": "120",
        "ups.delay.start": "0",
        "ups.firmware": "3.7",
        "ups.load": "58.0",
        "ups.mfr": "Meta System",
        "ups.model": "ECO Network 1800/2500",
        "ups.serial": "MS0012345678",
        "ups.temperature": "25",
        "ups.test.result": "not yet done...",
      },
    },
    {
      name: "on battery, with a load too high for its meter",
      set: (unit) =>
        Object.assign(unit, { state: 1, fault: 1, batteryVolts: 241, amperes: -1, outputVolts: -2, off: 95 }),
      status: "OB OVER",
      vars: {
        "battery.voltage": "24.10",
        "output.current": "overrange",
        "output.voltage": "not available",
        "ups.delay.shutdown": "95",
      },
    },
    {
      name: "nearly empty",
      set: (unit) =>
        Object.assign(unit, { state: 2, fault: 5, batteryVolts: 272, amperes: 31, outputVolts: 229, off: 0xffff_ffff }),
      status: "OB LB RB",
      vars: {},
    },
    {
      name: "on bypass because it is too hot",
      set: (unit) => Object.assign(unit, { state: 3, fault: 2, degrees: -3, batteryVolts: 272 }),
      status: "ALARM OL BYPASS",
      alarm: "UPS overheated",
      vars: { "ups.temperature": "not available" },
    },
  ],
  commands: [
    "beeper.enable",
    "beeper.mute",
    "beeper.off",
    "beeper.on",
    "shutdown.return",
    "shutdown.stayoff",
    "shutdown.stop",
    "test.battery.start",
    "test.failure.start",
    "test.failure.stop",
  ],
  orders: [
    { cmd: "shutdown.return", sent: "02070c000000000114020a0a1e0000000100000033" },
    {
      cmd: "shutdown.return",
      set: (unit) => Object.assign(unit, { restarts: 1 }),
      sent: "020a0a1e0000000100000033",
    },
    { cmd: "shutdown.stayoff", sent: "020a0a1e000000ffffffff2e" },
    { cmd: "shutdown.stop", sent: "020a0affffffffffffffff0c" },
    { cmd: "test.failure.start", sent: "02030e0112" },
    { cmd: "test.failure.stop", sent: "02030e0213" },
    { cmd: "test.battery.start", sent: "02030e0011" },
    { cmd: "beeper.off", sent: "02030d0111" },
    { cmd: "beeper.on", sent: "02030d0010" },
  ],
  killpower: "02020" + "80a02070c000000000114020a0a9600000001000000ab",
  peer: {
    packaged: true,
    // There all that is measured counts as writable, what is no number is shown, no schedule is 4294967295 where the
    // compiler made use of an overflow, LB stands alone, and the bypass is called BY and its faults nothing.
    differs: [
      /^SETFLAGS /,
      /(overrange|not available)"$/,
      /^SETINFO ups\.(delay\.(shutdown|start)|temperature "253|alarm|status "(LB|OB LB|OL BYPASS|BY|ALARM OL BYPASS))/,
    ],
    orders: ["shutdown.return", "shutdown.stayoff", "shutdown.stop", "test.failure.start", "beeper.off"],
  },
});
