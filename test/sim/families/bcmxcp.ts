/** UPSes with XCP: blocks that are asked for by a byte, and orders that are authorised first. */
import { type FamilyCase, family } from "../bench/family-bench.ts";
import type { Say, Unit } from "../devices/played-line.ts";

/** Of one frame's data. */
const MOST = 121;
const [TAKEN, BUSY, UNKNOWN, OUT_OF_RANGE] = [0x31, 0x33, 0x34, 0x35];

const word = (number: number): readonly number[] => [number & 0xff, number >> 8];
const text = (words: string, length = words.length): readonly number[] => [
  ...Buffer.from(words.padEnd(length, "\0"), "latin1"),
];
const closing = (bytes: readonly number[]): number => -bytes.reduce((sum, byte) => sum + byte, 0) & 0xff;

function float(value: number): readonly number[] {
  const bytes = Buffer.alloc(4);
  bytes.writeFloatLE(value);
  return [...bytes];
}

function whole(value: number): readonly number[] {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(value);
  return [...bytes];
}

/** Format and bytes of a meter. */
type Meter = readonly [format: number, bytes: readonly number[]];
/** One digit behind the point. */
const tenths = (value: number): Meter => [0x41, float(value)];

interface Outlet {
  state: number;
  off: number;
  on: number;
}

interface Facts {
  readonly processors: readonly number[];
  /** A byte, or a zero and a word. */
  readonly rating: readonly number[];
  readonly phases: number;
  readonly name: string;
  readonly topology: number;
  readonly commands: readonly number[];
  readonly tests: readonly number[];
  readonly settings: readonly number[];
  /** How many meters the identity lists, and bytes of alarms (92 and 33): those beyond are not there. */
  readonly lists?: readonly [meters: number, alarms: number];
}

const LISTS = [92, 33] as const;

/** Blocks in which settings stand: block, place and bytes of each. */
const SETTINGS: Readonly<
  Record<number, readonly [block: "limits" | "config", at: number, bytes: number, most: number]>
> = {
  2: ["limits", 10, 2, 460],
  3: ["limits", 12, 2, 540],
  5: ["limits", 16, 1, 30],
  6: ["limits", 17, 1, 2],
  7: ["limits", 22, 2, 18_000],
  8: ["limits", 24, 1, 100],
  11: ["config", 8, 2, 460],
  15: ["config", 26, 1, 5],
};

/** Bytes at places of a block that has 0 elsewhere. */
function laid(length: number, places: Readonly<Record<number, readonly number[]>>): number[] {
  const bytes = Array<number>(length).fill(0);
  for (const [at, all] of Object.entries(places)) bytes.splice(Number(at), all.length, ...all);
  return bytes;
}

export class XcpUnit implements Unit {
  status = 0x50;
  topology = 0;
  meters: Readonly<Record<number, Meter>>;
  /** Of the alarms that it knows: those that are on. */
  on: readonly number[] = [];
  known: readonly number[];
  outlets: Outlet[];
  limits: number[];
  config: number[];
  battery: readonly number[];
  readonly #facts: Facts;
  readonly #say: Say;
  #authorised = false;
  #came: number[] = [];

  constructor(
    say: Say,
    facts: Facts,
    blocks: Pick<XcpUnit, "meters" | "known" | "outlets" | "limits" | "config" | "battery">,
  ) {
    this.#say = say;
    this.#facts = facts;
    this.meters = blocks.meters;
    this.known = blocks.known;
    this.outlets = blocks.outlets;
    this.limits = blocks.limits;
    this.config = blocks.config;
    this.battery = blocks.battery;
  }

  hear(bytes: Uint8Array): void {
    this.#came.push(...bytes);
    for (;;) {
      while (this.#came.length > 0 && this.#came[0] !== 0xab) this.#came.shift();
      const length = (this.#came[1] ?? 0xff) + 3;
      if (this.#came.length < length) return;
      const frame = this.#came.splice(0, length);
      if (closing(frame) === 0) this.#take(frame.slice(2, -1));
    }
  }

  #answer(block: number, data: readonly number[]): void {
    const frames = Math.max(1, Math.ceil(data.length / MOST));
    for (let frame = 0; frame < frames; frame++) {
      const part = data.slice(frame * MOST, (frame + 1) * MOST);
      const bytes = [0xab, block, part.length, frame + 1 + (frame === frames - 1 ? 0x80 : 0), ...part];
      this.#say(Uint8Array.from([...bytes, closing(bytes)]));
    }
  }

  #take(command: readonly number[]): void {
    const [what = 0] = command;
    if (what === 0xcf) {
      this.#authorised = command.slice(1).join() === "105,232,213";
      return;
    }
    if (what === 0xa0) return this.#answer(1, [TAKEN]);
    const block = this.#block(what);
    if (block) return this.#answer(what - 0x30, block);
    this.#answer(9, this.#authorised ? this.#obey(command) : [BUSY, what, 0, 0]);
    this.#authorised = false;
  }

  #block(what: number): readonly number[] | undefined {
    switch (what) {
      case 0x31:
        return this.#identity();
      case 0x33:
        return [this.status, this.topology];
      case 0x34:
        return Object.entries(this.meters)
          .filter(([at]) => Number(at) < this.#lists[0])
          .flatMap(([, [, bytes]]) => bytes);
      case 0x35:
        return this.known.map((alarm) => (this.on.includes(alarm) ? 1 : 0));
      case 0x36:
        return this.config;
      case 0x3b:
        return this.battery;
      case 0x3c:
        return this.limits;
      case 0x40:
        return [this.#facts.commands.length, 1, ...this.#facts.commands];
      case 0x41:
        return [
          this.outlets.length,
          6,
          ...this.outlets.flatMap(({ state, off, on }, at) => [at + 1, state, ...word(off), ...word(on)]),
        ];
      case 0x43:
        return word(this.#facts.topology);
      default:
        return undefined;
    }
  }

  get #lists(): readonly [meters: number, alarms: number] {
    return this.#facts.lists ?? LISTS;
  }

  #identity(): readonly number[] {
    const { processors, rating, phases, name, topology, commands } = this.#facts;
    const formats = Array.from({ length: this.#lists[0] }, (_, at) => this.meters[at]?.[0] ?? 0);
    const alarms = Array.from({ length: this.#lists[1] }, (_, byte) =>
      [0, 1, 2, 3, 4, 5, 6, 7].reduce((bits, bit) => bits | (this.known.includes(byte * 8 + bit) ? 1 << bit : 0), 0),
    );
    return [
      processors.length / 2,
      ...processors,
      ...rating,
      ...[phases, 0, name.length, ...text(name)],
      ...[formats.length, ...formats],
      ...[alarms.length, ...alarms],
      ...[...word(80), 0, 0, 0, 0, 0],
      ...word(topology === 0 ? 0 : 2),
      8,
      ...word(commands.length === 0 ? 0 : commands.length + 2),
      ...word(this.outlets.length === 0 ? 0 : 2 + 6 * this.outlets.length),
      ...word(this.known.length),
    ];
  }

  #obey(command: readonly number[]): readonly number[] {
    const [what = 0, first = 0, second = 0, third = 0, fourth = 0] = command;
    const { tests, settings } = this.#facts;
    if (what === 0xb2 && first === 0xff) return [TAKEN, what, 0, ...tests];
    if (what === 0x95 && first === 0xff) return [TAKEN, what, 0, ...settings];
    if (what === 0x95) return [this.#set(first, second + 256 * third), what, 0, 0];
    if (what === 0x97) return [this.#delay(first, second, third + 256 * fourth), what, 0, 0];
    if (what === 0x8a) return [TAKEN, what, first, second];
    if (what === 0x89 || what === 0x8b) {
      const outlet = this.outlets[first - 1];
      if (outlet) outlet.state = what === 0x89 ? 1 : 2;
    }
    return [[0x88, 0x89, 0x8b, 0xb1, 0xb2].includes(what) ? TAKEN : UNKNOWN, what, 0, 0];
  }

  #set(setting: number, value: number): number {
    const [block = "limits", at = 0, bytes = 1, most = -1] = SETTINGS[setting] ?? [];
    if (value > most) return OUT_OF_RANGE;
    this[block].splice(at, bytes, ...word(value).slice(0, bytes));
    return TAKEN;
  }

  #delay(kind: number, number: number, seconds: number): number {
    const outlet = this.outlets[number - 1];
    if (!outlet) return OUT_OF_RANGE;
    outlet[kind === 1 ? "off" : "on"] = seconds;
    return TAKEN;
  }
}

const load = async () => (await import("../../../src/drivers/serial/bcmxcp/driver.ts")).BCMXCP;
const become = (facts: Partial<XcpUnit>) => (unit: XcpUnit) => Object.assign(unit, facts);

const framed = (...command: readonly number[]): string => {
  const open = [0xab, command.length, ...command];
  return Buffer.from([...open, closing(open)]).toString("hex");
};
const order = (...command: readonly number[]): string => `${framed(0xcf, 0x69, 0xe8, 0xd5)}${framed(...command)}`;

/** Alarms: 56 battery low, 149 service, 168 on battery, 191 test failed, 196 lowering, 237 all is well. */
const KNOWN = [25, 56, 57, 149, 168, 169, 191, 196, 197, 237] as const;

const METERS: Readonly<Record<number, Meter>> = {
  23: [0x40, float(1250)],
  27: tenths(59.96),
  28: tenths(60.02),
  33: tenths(54.7),
  34: [0x20, float(98.2)],
  35: [0xe2, whole(2460)],
  56: [0x51, float(119.4)],
  63: [0x20, float(31)],
  71: [0x40, float(2000)],
  72: [0xe0, [0x17, 0x11, 0x26, 0xa0]],
  73: [0xe1, [0x55, 0x12, 0x34, 0x08]],
  78: [0x51, float(120.3)],
  82: [0xf4, whole(18_000)],
};

/** Of one phase, with two outlets and everything that can be listed. */
export const oneOf = (say: Say, facts: Partial<Facts> = {}): XcpUnit =>
  new XcpUnit(
    say,
    {
      processors: [0x10, 0x01, 0, 0, 0x05, 0x02],
      rating: [2],
      phases: 1,
      name: "POWERWARE UPS    ",
      topology: 0x40,
      commands: [0x31, 0x33, 0x88, 0x89, 0x8a, 0x8b, 0xb1, 0xb2, 0xcf],
      tests: [1, 4],
      settings: [2, 3, 5, 6, 7, 8, 11, 15],
      ...facts,
    },
    {
      meters: METERS,
      known: KNOWN.filter((alarm) => alarm < 8 * (facts.lists ?? LISTS)[1]),
      outlets: [
        { state: 1, off: 3, on: 10 },
        { state: 2, off: 20, on: 0xffff },
      ],
      limits: laid(31, {
        0: word(120),
        2: word(60),
        8: word(500),
        10: word(110),
        12: word(132),
        16: [3, 1],
        18: word(80),
        20: word(144),
        22: word(30),
        24: [15, 10, 45],
      }),
      config: laid(80, {
        8: word(120),
        10: word(60),
        16: [0x20],
        26: [2],
        48: text("PART-1"),
        64: text("GA123X4567"),
      }),
      battery: [2, ...Array<number>(17).fill(0), 0, 1, 3],
    },
  );

/** The same with an identity that one frame holds. */
export const briefOf = (say: Say): XcpUnit => oneOf(say, { processors: [0x10, 0x01], name: "PW5110", lists: [57, 33] });

export const BCMXCP_ONE: FamilyCase = family({
  driver: "bcmxcp",
  load,
  options: { shutdown_delay: "300" },
  unit: (say) => oneOf(say),
  repeats: true,
  checked: true,
  scenes: [
    {
      name: "on mains",
      status: "OL",
      vars: {
        "ambient.temperature.high": "45",
        "ambient.temperature.low": "10",
        "battery.charge": "98",
        "battery.charge.restart": "15",
        "battery.charger.status": "floating",
        "battery.packs": "2",
        "battery.runtime": "2460",
        "battery.runtime.low": "3",
        "battery.voltage": "54.7",
        "device.part": "PART-1",
        "input.frequency": "60.0",
        "input.frequency.high": "65",
        "input.frequency.low": "55",
        "input.frequency.nominal": "60",
        "input.transfer.boost.high": "110",
        "input.transfer.delay": "30",
        "input.transfer.high": "144",
        "input.transfer.low": "80",
        "input.transfer.trim.low": "132",
        "input.voltage": "119.4",
        "input.voltage.nominal": "120",
        "outlet.1.delay.shutdown": "3",
        "outlet.1.delay.start": "10",
        "outlet.1.id": "1",
        "outlet.1.status": "on/closed",
        "outlet.2.delay.shutdown": "20",
        "outlet.2.delay.start": "65535",
        "outlet.2.id": "2",
        "outlet.2.status": "off/open",
        "output.frequency": "60.0",
        "output.frequency.nominal": "60",
        "output.phases": "1",
        "output.voltage": "120.3",
        "output.voltage.nominal": "120",
        "ups.L1-N.realpower": "1125.00",
        "ups.beeper.status": "enabled",
        "ups.date": "17/11/2026",
        "ups.description": "On-Line UPS, Single Phase",
        "ups.firmware": "Cont:01.10 Rect:02.05",
        "ups.load": "62.5",
        "ups.mfr": "Eaton",
        "ups.model": "POWERWARE UPS     2000i",
        "ups.power": "1250",
        "ups.power.nominal": "2000",
        "ups.serial": "GA123X4567",
        "ups.temperature": "31",
        "ups.test.result": "Done and passed",
        "ups.time": "08:34:12.55",
      },
    },
    {
      name: "on battery",
      set: become({
        status: 0xf0,
        on: [57, 168],
        battery: [1, ...Array<number>(17).fill(0), 1, 0, 1, 2],
        meters: { ...METERS, 34: [0x20, float(71.4)], 56: [0x51, float(100)] },
      }),
      status: "ALARM OB",
      alarm: "UTILITY_FAIL UPS_ON_BATTERY",
      vars: {
        "battery.charge": "71",
        "battery.charger.status": "discharging",
        "input.voltage": "100.0",
        "ups.test.result": "In progress",
      },
    },
    {
      name: "nearly empty",
      set: become({
        status: 0xf0,
        on: [56, 57, 168],
        battery: [2, ...Array<number>(17).fill(0), 0, 1, 2],
        meters: { ...METERS, 34: [0x20, float(11)], 35: [0xe2, whole(120)], 56: [0x51, float(100)] },
      }),
      status: "ALARM OB LB",
      alarm: "BATTERY_LOW UTILITY_FAIL UPS_ON_BATTERY",
      vars: {
        "battery.charge": "11",
        "battery.charger.status": "discharging",
        "battery.runtime": "120",
        "input.voltage": "100.0",
      },
    },
    {
      name: "nearly empty, told by topology alone",
      set: become({
        status: 0xf0,
        topology: 0xff,
        on: [],
        meters: METERS,
        battery: [0, ...Array<number>(18).fill(0), 1, 3],
      }),
      status: "OB LB",
      vars: { "ups.test.result": "No test initiated" },
    },
    {
      name: "lowering its output, with a battery to be replaced",
      set: become({ status: 0x63, topology: 0, on: [149, 196], battery: [4, ...Array<number>(19).fill(0), 4] }),
      status: "ALARM OL TRIM RB",
      alarm: "BATTERY_NEEDS_SERVICE ON_BUCK",
      vars: { "battery.charger.status": "resting", "ups.test.result": "Done and error" },
    },
    {
      name: "raising its output",
      set: become({ status: 0x61, on: [197], battery: [2, ...Array<number>(17).fill(0), 0, 1, 1] }),
      status: "ALARM OL BOOST",
      alarm: "ON_BOOST",
      vars: { "battery.charger.status": "charging" },
    },
    {
      name: "overloaded, after a test that failed",
      set: become({ status: 0xe0, on: [25, 191], battery: [3, ...Array<number>(17).fill(0), 0, 1, 3] }),
      status: "ALARM OL OVER RB",
      alarm: "OUTPUT_OVERLOAD BATTERY_TEST_FAILED",
      vars: { "ups.test.result": "Aborted" },
    },
    {
      name: "in bypass",
      set: become({ status: 0x60, on: [169], battery: [2, ...Array<number>(17).fill(0), 0, 1, 3] }),
      status: "ALARM OL BYPASS",
      alarm: "UPS_ON_BYPASS",
      vars: {},
    },
    { name: "off", set: become({ status: 0x10, on: [] }), status: "OFF", vars: {} },
  ],
  writable: [
    "battery.charge.restart",
    "battery.packs",
    "battery.runtime.low",
    "input.transfer.boost.high",
    "input.transfer.delay",
    "input.transfer.trim.low",
    "outlet.1.delay.shutdown",
    "outlet.1.delay.start",
    "outlet.2.delay.shutdown",
    "outlet.2.delay.start",
    "output.voltage.nominal",
  ],
  commands: [
    "beeper.disable",
    "beeper.enable",
    "beeper.mute",
    "bypass.start",
    "load.on",
    "outlet.1.load.off",
    "outlet.1.load.on",
    "outlet.1.shutdown.return",
    "outlet.2.load.off",
    "outlet.2.load.on",
    "outlet.2.shutdown.return",
    "shutdown.return",
    "shutdown.stayoff",
    "test.battery.start",
    "test.panel.start",
    "test.system.start",
  ],
  orders: [
    { cmd: "shutdown.return", sent: order(0x8a, 0x2c, 0x01) },
    { cmd: "shutdown.stayoff", sent: order(0x8b) },
    { cmd: "load.on", sent: order(0x89) },
    { cmd: "bypass.start", sent: order(0x88) },
    { cmd: "test.battery.start", sent: order(0xb1, 10, 30) },
    { cmd: "test.system.start", sent: order(0xb2, 1) },
    { cmd: "test.panel.start", sent: order(0xb2, 4, 10) },
    { cmd: "beeper.disable", sent: order(0x95, 6, 0, 0) },
    { cmd: "beeper.enable", sent: order(0x95, 6, 1, 0) },
    { cmd: "beeper.mute", sent: order(0x95, 6, 2, 0) },
    { cmd: "outlet.1.load.off", sent: order(0x8b, 1) },
    { cmd: "outlet.2.load.on", sent: order(0x89, 2) },
    { cmd: "outlet.2.shutdown.return", sent: order(0x8a, 20, 0, 2) },
    {
      cmd: "outlet.1.shutdown.return",
      set: (unit) => Object.assign(unit, { outlets: [0xffff, 0].map((off) => ({ state: 1, off, on: 0 })) }),
      sent: order(0x8a, 0x2c, 0x01, 1),
    },
  ],
  changes: [
    { name: "input.transfer.boost.high", value: "300", sent: order(0x95, 2, 0x2c, 0x01) },
    { name: "input.transfer.boost.high", value: "461", sent: "", outcome: "invalid" },
    { name: "input.transfer.trim.low", value: "250", sent: order(0x95, 3, 250, 0) },
    { name: "input.transfer.trim.low", value: "109", sent: "", outcome: "invalid" },
    { name: "battery.runtime.low", value: "5", sent: order(0x95, 5, 5, 0) },
    { name: "input.transfer.delay", value: "600", sent: order(0x95, 7, 0x58, 0x02) },
    { name: "battery.charge.restart", value: "20", sent: order(0x95, 8, 20, 0) },
    { name: "output.voltage.nominal", value: "127", sent: order(0x95, 11, 127, 0) },
    { name: "battery.packs", value: "3", sent: order(0x95, 15, 3, 0) },
    { name: "battery.packs", value: "many", sent: "", outcome: "invalid" },
    { name: "outlet.2.delay.start", value: "300", sent: order(0x97, 2, 2, 0x2c, 0x01) },
    { name: "outlet.1.delay.shutdown", value: "-1", sent: order(0x97, 1, 1, 0xff, 0xff) },
    { name: "outlet.1.delay.shutdown", value: "32768", sent: "", outcome: "invalid" },
  ],
  killpower: order(0x8a, 0x2c, 0x01),
  peer: {
    packaged: false,
    needed: "battery.packs",
    orders: [
      "shutdown.return",
      "shutdown.stayoff",
      "load.on",
      "bypass.start",
      "test.battery.start",
      "test.system.start",
      "test.panel.start",
      "beeper.disable",
      "beeper.mute",
      "outlet.1.load.off",
      "outlet.2.load.on",
      "outlet.2.shutdown.return",
    ],
  },
});

/** Nothing that can be left out: no lists, no outlets, no topology. */
export const BCMXCP_THREE: FamilyCase = family({
  driver: "bcmxcp",
  title: "bcmxcp, three phases",
  load,
  options: { baud_rate: "9600" },
  unit: (say: Say) =>
    new XcpUnit(
      say,
      {
        processors: [0x23, 0x03],
        rating: [0, ...word(300)],
        phases: 3,
        name: "PW9315 15000i",
        topology: 0,
        commands: [],
        tests: [],
        settings: [],
      },
      {
        meters: {
          0: [0x51, float(399.7)],
          3: [0x51, float(401.2)],
          18: [0x41, float(12.3)],
          28: tenths(50),
          34: [0x30, float(100)],
          47: [0x20, float(46)],
          48: [0x20, float(47)],
          49: [0x20, float(48)],
          56: [0x51, float(231.4)],
          65: [0x41, float(10.5)],
          68: [0x41, float(21)],
          72: [0xe0, [0x23, 0x03, 0x26, 0x20]],
          78: [0x51, float(230.1)],
          91: [0xf0, whole(7)],
        },
        known: [56, 168],
        outlets: [],
        limits: laid(31, { 0: word(230), 17: [2] }),
        config: laid(80, { 8: word(230), 10: word(50) }),
        battery: [5, ...Array<number>(17).fill(0), 0, 1, 3],
      },
    ),
  repeats: true,
  checked: true,
  scenes: [
    {
      name: "on mains",
      status: "OL",
      vars: {
        "battery.charge": "100",
        "battery.charger.status": "floating",
        "input.L1-L2.voltage": "401.2",
        "input.L1-N.voltage": "231.4",
        "input.L1.current": "12.3",
        "input.frequency": "50.0",
        "input.quality": "7",
        "input.voltage.nominal": "230",
        "output.L1-L2.voltage": "399.7",
        "output.L1-N.voltage": "230.1",
        "output.L1.current": "10.5",
        "output.L1.current.nominal": "21.0",
        "output.L1.power.percent": "46",
        "output.L2.power.percent": "47",
        "output.L3.power.percent": "48",
        "output.frequency.nominal": "50",
        "output.phases": "3",
        "output.voltage.nominal": "230",
        "ups.beeper.status": "muted",
        "ups.date": "2026:323",
        "ups.firmware": "Cont:03.23",
        "ups.load": "50.0",
        "ups.mfr": "Eaton",
        "ups.model": "PW9315 15000i",
        "ups.power.nominal": "15000",
        "ups.test.result": "Test scheduled",
      },
    },
    {
      name: "on battery, where the alarm alone says so",
      set: become({ status: 0xf0, on: [168] }),
      status: "ALARM OB",
      alarm: "UPS_ON_BATTERY",
      vars: {},
    },
  ],
  commands: ["shutdown.return", "shutdown.stayoff", "test.battery.start"],
  orders: [{ cmd: "shutdown.return", sent: order(0x8a, 120, 0) }],
  killpower: order(0x8a, 120, 0),
  peer: {
    packaged: true,
    needed: "output.voltage.nominal",
    // A day of the year is no date to ours.
    differs: [/^SETINFO ups\.date "\d+:/],
    orders: ["shutdown.return"],
  },
});
