/** A Smart-UPS that speaks Microlink: pages that it gives one after the other, a password, values that it lets be written. */
import { type FamilyCase, family } from "../bench/family-bench.ts";
import type { Say, Unit } from "../devices/played-line.ts";
import { child, enter, laidOut, type Node, repeated, stored, tokensOf, unnamed, value } from "./microlink-memory.ts";

const WIDTH = 32;
const HEADER = 12;
const [BEGIN, NEXT] = [0xfd, 0xfe];
const SERIAL = "AS2145361234";
const [OURS, ITS, STATE] = ["2:4.8.5", "2:4.8.6", "2:4.8.9"];

const group = [
  value(0xb6, 4),
  value(0xb8),
  value(0xb7),
  value(0xb9),
  value(0x30),
  value(0x31),
  value(0x82, 16),
  value(0x84, 4),
];
const timers = [value(0x2d), value(0x2e, 4), value(0xad)];
const NODES: readonly Node[] = [
  enter(
    2,
    ...[value(0x0b), value(0x10), value(0x11), value(0x12), value(0x13), value(0x14, 4)],
    child(
      4,
      value(0x0a, 4),
      value(0x82, 16),
      value(0xb5, 4),
      child(
        5,
        ...[value(0x11), value(0x18, 1), value(0x19), value(0x20), value(0x21), value(0x22), value(0x31)],
        ...[value(0x42, 8), value(0x48), value(0x74), value(0x9f, 4), child(0x0f, value(0x69, 4))],
      ),
      child(6, ...[value(0x16), value(0x25), value(0x27), value(0xba)], child(0x0f, value(0x69, 4))),
      // With the lowest and the highest that may be set, and one that is given besides.
      child(
        7,
        value(0x0d, 2, 0xfa, 0, 253, 1, 8),
        value(0x0e, 2, 0xfb, 0, 200),
        ...[0x25, 0x26, 0x27, 0x28].map((id) => value(id)),
        ...[value(0x2a), value(0x2b), value(0x2c, 4), value(0x49), child(0x0f, value(0x69, 4))],
      ),
      child(8, value(0x05, 4), value(0x06, 4), value(0x09)),
      child(
        9,
        ...[value(0x40, 14), unnamed(0x41, 3), value(0x42, 12), value(0x44, 20), value(0x1b), value(0x1c), value(0x19)],
      ),
      child(0x0b, value(0x3b)),
      child(0x0f, value(0x69, 4)),
      child(0x3e, ...group),
      repeated(0x3d, 2, ...timers, ...group),
      // Nobody knows what it is.
      ...[value(0xc0, 2), value(0xc1, 3), value(0xc2, 4)],
    ),
  ),
  enter(3, value(0x17), value(0x26, 4), value(0x2b, 1), value(0x4a, 12)),
];

/** Behind the header: nothing, and a block that has no name. */
const TOKENS = [0xf7, 0xf4, 0xff, ...tokensOf(NODES), 0xff];
const FIRST_VALUE = Math.ceil((HEADER + TOKENS.length) / WIDTH) * WIDTH + 5;
const { places: PLACES, end: END } = laidOut(NODES, FIRST_VALUE);
const COUNT = Math.ceil(END / WIDTH);

type Values = Readonly<Record<string, number | string>>;

const USUAL: Values = {
  "2:B": 8,
  "2:11": 0x104,
  "2:4.A": 1 << 1,
  "2:4.82": "rack 3",
  "2:4.5.11": 0x104,
  "2:4.5.18": 8,
  "2:4.5.19": 11_000,
  "2:4.5.20": 100 * 512,
  "2:4.5.21": Math.round(54.6 * 32),
  "2:4.5.22": 26.5 * 128,
  "2:4.5.31": 150,
  "2:4.5.42": "RBC159",
  "2:4.5.48": 8800,
  "2:4.5.74": 1,
  "2:4.5.9F": 3720,
  "2:4.5.F.69": 512,
  "2:4.6.16": 0x8001,
  "2:4.6.25": 230.5 * 64,
  "2:4.6.27": 50 * 128,
  "2:4.6.BA": 0,
  "2:4.6.F.69": 90_000,
  "2:4.7.D": 253,
  "2:4.7.E": 208,
  "2:4.7.25": 229.75 * 64,
  "2:4.7.26": 1.5 * 32,
  "2:4.7.27": 50.0625 * 128,
  "2:4.7.28": 21 * 256,
  "2:4.7.2A": 1000,
  "2:4.7.2B": 1500,
  "2:4.7.2C": 1 << 5,
  "2:4.7.49": 22.5 * 256,
  "2:4.7.F.69": 91_000,
  [ITS]: 0x1a2b_0000,
  "2:4.9.40": SERIAL,
  "2:4.9.42": "SMT1500RMI2U",
  "2:4.9.44": "Smart-UPS 1500",
  "2:4.9.1B": 0x51d,
  "2:4.9.1C": 3,
  "2:4.9.19": 7981,
  "2:4.F.69": 92_000,
  "2:4.3E.B6": 1,
  "2:4.3E.B8": 0,
  "2:4.3E.B7": 8,
  "2:4.3E.B9": -1,
  "2:4.3E.30": 0,
  "2:4.3E.31": 120,
  "2:4.3E.82": "UPS Outlets",
  "2:4.3E.84": 1 << 1,
  ...Object.fromEntries(
    [0, 1].flatMap((at) => [
      [`2:4.3D[${at}].B6`, 1],
      [`2:4.3D[${at}].B8`, 30 * at],
      [`2:4.3D[${at}].B7`, 4],
      [`2:4.3D[${at}].B9`, 60],
      [`2:4.3D[${at}].30`, 10],
      [`2:4.3D[${at}].31`, 60],
      [`2:4.3D[${at}].82`, `Outlet Group ${at + 1}`],
      [`2:4.3D[${at}].84`, 1 << 6],
      [`2:4.3D[${at}].2D`, -1],
      [`2:4.3D[${at}].2E`, -1],
      [`2:4.3D[${at}].AD`, -1],
    ]),
  ),
  "2:4.C0": 0x1234,
  "2:4.C1": "abc",
  "2:4.C2": 0xdead_beef,
  "3:17": 93.5 * 128,
  "3:26": 123_456,
  "3:2B": 8,
  "3:4A": "UPS 09.8",
};

/** Two sums by 255, over what stands in front and each other. */
function sums(bytes: Iterable<number>, from: readonly [number, number] = [0, 0]): readonly [number, number] {
  let [low, high] = from;
  for (const byte of bytes) {
    low = (low + byte) % 255;
    high = (high + low) % 255;
  }
  return [low, high];
}

function sealed(bytes: readonly number[]): Uint8Array {
  const [low, high] = sums(bytes);
  const first = 255 - ((low + high) % 255);
  return Uint8Array.of(...bytes, first, 255 - ((low + first) % 255));
}

export class MicrolinkUnit implements Unit {
  readonly memory = new Uint8Array(WIDTH * COUNT);
  /** The session has ended: only its beginning is answered. */
  isOver = false;
  readonly #say: Say;
  #next = 0;
  #begun: number[] = [];

  constructor(say: Say) {
    this.#say = say;
    const pointer = [Math.floor(FIRST_VALUE / WIDTH), FIRST_VALUE % WIDTH];
    this.memory.set([2, WIDTH, COUNT, 0x01, 0x1d, 4, 0x09, 0, 1, 0, ...pointer, ...TOKENS]);
    this.put(USUAL);
  }

  put(values: Values): void {
    for (const [path, value] of Object.entries(values)) {
      const { at, size } = placeOf(path);
      this.memory.set(stored(value, size), at);
    }
  }

  read(path: string): Uint8Array {
    const { at, size } = placeOf(path);
    return this.memory.subarray(at, at + size);
  }

  hear(bytes: Uint8Array): void {
    for (const byte of bytes) this.#take(byte);
  }

  #take(byte: number): void {
    if (this.#begun.length === 0 && byte === BEGIN) {
      this.put({ [STATE]: 0 });
      this.isOver = false;
      this.#next = 0;
      this.#page();
    } else if (this.#begun.length === 0 && byte === NEXT) {
      if (!this.isOver) this.#page();
    } else {
      this.#begun.push(byte);
      this.#perhapsWritten();
    }
  }

  #page(): void {
    const at = this.#next * WIDTH;
    this.#say(sealed([this.#next, ...this.memory.subarray(at, at + WIDTH)]));
    this.#next = (this.#next + 1) % COUNT;
  }

  #perhapsWritten(): void {
    const [page = 0, offset = 0, length] = this.#begun;
    if (length === undefined || this.#begun.length < length + 5) return;
    const told = this.#begun.splice(0);
    const inside = told.slice(0, -2);
    if (Buffer.from(sealed(inside)).equals(Buffer.from(told))) this.#write(page * WIDTH + offset, inside.slice(3));
  }

  /** Without the password nothing but the password is taken. */
  #write(at: number, bytes: readonly number[]): void {
    if (at !== placeOf(OURS).at && this.read(STATE).at(-1) !== 1) return;
    this.memory.set(bytes, at);
    const [, , , high = 0, low = 0] = this.memory;
    const [one, other] = sums(
      [...this.memory.subarray(0, 8), ...this.read("2:4.9.40"), ...this.read(ITS).subarray(0, 2)],
      [low, high],
    );
    const [, , first, second] = this.read(OURS);
    if (at === placeOf(OURS).at) this.put({ [STATE]: first === one && second === other ? 1 : 2 });
  }
}

function placeOf(path: string): { readonly at: number; readonly size: number } {
  const place = PLACES.get(path);
  if (!place) throw new Error(`the device has no ${path}`);
  return place;
}

const put = (values: Values) => (unit: MicrolinkUnit) => unit.put(values);
/** A value is written to its place. */
const written = (path: string, bytes: string): string => {
  const { at, size } = placeOf(path);
  return Buffer.from(sealed([Math.floor(at / WIDTH), at % WIDTH, size, ...Buffer.from(bytes, "hex")])).toString("hex");
};

const OUTLET_COMMANDS = [
  ...["load.cycle", "load.off", "load.off.delay", "load.on", "load.on.delay", "shutdown.reboot"],
  ...["shutdown.reboot.graceful", "shutdown.return", "shutdown.stayoff"],
];
const GROUP_SETTINGS = [
  "delay.reboot",
  "delay.shutdown",
  "delay.start",
  "lowruntimewarning",
  "minimumreturnruntime",
  "name",
];
const TIMERS = ["timer.reboot", "timer.shutdown", "timer.start"];

const groupVars = (number: number, values: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(values).map(([name, text]) => [`outlet.group.${number}.${name}`, text]));

/** Bits that stand in both: the source of an order, and who it is for. */
const EVERYBODY = 0x4700;

export const APCMICROLINK: FamilyCase = family({
  driver: "apcmicrolink",
  load: async () => (await import("../../../src/drivers/serial/apcmicrolink/driver.ts")).APCMICROLINK,
  options: { showinternals: "no", showunmapped: "no" },
  unit: (say) => new MicrolinkUnit(say),
  checked: false,
  scenes: [
    {
      name: "on mains",
      status: "OL",
      vars: {
        "battery.charge": "100",
        "battery.date": "2024-02-04",
        "battery.date.maintenance": "2030-02-12",
        "battery.lifetime.status": "LifeTimeStatusOK",
        "battery.lowruntimewarning": "150",
        "battery.runtime": "3720",
        "battery.temperature": "26.5",
        "battery.voltage": "54.59375",
        "device.type": "ups",
        "experimental.battery.sku": "RBC159",
        "experimental.battery.test.result": "Passed Internal",
        "experimental.device.sku": "SMT1500RMI2U",
        "experimental.device.status": "OL",
        ...Object.fromEntries(
          [0, 1, 2].map((at) => [
            `experimental.outlet.group.${at}.status.cause`,
            at === 0 ? "UPSStatusChange" : "RJ45PortCommand",
          ]),
        ),
        "experimental.output.energy": "123456",
        "experimental.output.voltage.setting": "VAC230",
        "experimental.statistics.battery.totaltime": "512",
        "experimental.statistics.input.totaltime": "90000",
        "experimental.statistics.output.totaltime": "91000",
        "experimental.statistics.ups.totaltime": "92000",
        "experimental.ups.calibration.result": "None",
        "input.frequency": "50",
        "input.quality": "Acceptable PoweringLoad",
        "input.transfer.delay": "0",
        "input.transfer.high": "253",
        "input.transfer.low": "208",
        "input.transfer.reason": "AcceptableInput",
        "input.voltage": "230.5",
        "outlet.group.count": "3",
        ...groupVars(0, {
          "delay.reboot": "8",
          "delay.shutdown": "0",
          "delay.start": "-1",
          lowruntimewarning: "120",
          minimumreturnruntime: "0",
          name: "UPS Outlets",
          status: "StateOn",
        }),
        ...Object.assign(
          {},
          ...[1, 2].map((at) =>
            groupVars(at, {
              "delay.reboot": "4",
              "delay.shutdown": String(30 * (at - 1)),
              "delay.start": "60",
              lowruntimewarning: "60",
              minimumreturnruntime: "10",
              name: `Outlet Group ${at}`,
              status: "StateOn",
              "timer.reboot": "-1",
              "timer.shutdown": "-1",
              "timer.start": "-1",
            }),
          ),
        ),
        "output.current": "1.5",
        "output.frequency": "50.0625",
        "output.voltage": "229.75",
        "ups.display.language": "de",
        "ups.efficiency": "93.5",
        "ups.firmware": "UPS 09.8",
        "ups.id": "rack 3",
        "ups.mfr": "APC",
        "ups.mfr.date": "2021-11-07",
        "ups.model": "Smart-UPS 1500",
        "ups.power": "22.5",
        "ups.power.nominal": "1500",
        "ups.productid": "051d",
        "ups.realpower": "21",
        "ups.realpower.nominal": "1000",
        "ups.serial": SERIAL,
        "ups.temperature": "26.5",
        "experimental.ups.test.interval": "OnStartUpPlus14",
        "ups.test.result": "Passed Internal",
        "ups.vendorid": "0003",
      },
    },
    {
      name: "on battery",
      set: put({ "2:4.A": 1 << 2, "2:B": 2, "2:4.6.16": 4, "2:4.6.25": 0, "2:4.5.20": 80.25 * 512, "3:17": -4 }),
      status: "OB",
      vars: {
        "battery.charge": "80.25",
        "experimental.device.status": "OB",
        "input.quality": "VoltageTooLow",
        "input.transfer.reason": "LowInputVoltage",
        "input.voltage": "0",
        "ups.efficiency": "OnBattery",
      },
    },
    {
      name: "nearly empty, a group about to go off",
      set: put({
        "2:4.A": (1 << 2) | (1 << 21),
        "2:B": 32,
        "2:4.6.16": 0,
        "2:4.6.25": 0,
        "2:4.5.20": 7 * 512,
        "3:17": -4,
        "2:4.5.9F": 60,
        "2:4.3E.B6": 1 | (1 << 14),
        "2:4.3D[0].B6": 1 | (1 << 9),
        "2:4.3D[0].2D": 17,
        "2:4.5.22": -3.5 * 128,
      }),
      status: "OB OVER LB",
      vars: {
        "battery.charge": "7",
        "battery.runtime": "60",
        "battery.temperature": "-3.5",
        "experimental.device.status": "OB OVER",
        "input.quality": "0x0000",
        "input.transfer.reason": "USBCommand",
        "input.voltage": "0",
        "outlet.group.0.status": "StateOn LowRuntime",
        "outlet.group.1.status": "StateOn PendingOffDelay",
        "outlet.group.1.timer.shutdown": "17",
        "ups.efficiency": "OnBattery",
        "ups.temperature": "-3.5",
      },
    },
    {
      name: "calibrating, with a fault",
      set: put({ ...USUAL, "2:4.A": (1 << 1) | (1 << 5) | (1 << 6), "2:13": 2, "2:4.6.16": 0x8021 }),
      status: "ALARM OL CAL BOOST",
      alarm: "General fault Input not acceptable",
      vars: {
        "experimental.ups.calibration.result": "InProgress",
        "input.quality": "Acceptable BOOST PoweringLoad",
      },
    },
    {
      name: "in bypass, tested",
      set: put({ ...USUAL, "2:4.A": (1 << 3) | (1 << 7), "2:B": 99, "2:13": 0, "3:17": -5 }),
      status: "BYPASS TEST",
      vars: {
        "experimental.device.status": "BYPASS TEST",
        "input.transfer.reason": "99",
        "ups.efficiency": "InBypass",
      },
    },
  ],
  writable: [
    ...["battery.date", "experimental.output.voltage.setting", "input.transfer.delay", "input.transfer.high"],
    "input.transfer.low",
    ...[0, 1, 2].flatMap((at) =>
      [...GROUP_SETTINGS, ...(at === 0 ? [] : TIMERS)].map((name) => `outlet.group.${at}.${name}`),
    ),
    ...["ups.display.language", "ups.id", "experimental.ups.test.interval"],
  ],
  commands: [
    ...["beeper.mute", "bypass.start", "bypass.stop", "calibrate.start", "calibrate.stop", "test.battery.start"],
    ...["test.battery.stop", "test.panel.start", ...OUTLET_COMMANDS],
    ...[0, 1, 2].flatMap((at) => OUTLET_COMMANDS.map((name) => `outlet.group.${at}.${name}`)),
  ],
  orders: [
    { cmd: "test.battery.start", sent: written("2:10", "0401") },
    { cmd: "test.battery.stop", sent: written("2:10", "0402") },
    { cmd: "test.panel.start", sent: written("2:4.B.3B", "0001") },
    { cmd: "beeper.mute", sent: written("2:4.B.3B", "0004") },
    { cmd: "calibrate.start", sent: written("2:12", "0401") },
    { cmd: "calibrate.stop", sent: written("2:12", "0402") },
    { cmd: "bypass.start", sent: written("2:14", "08000010") },
    { cmd: "bypass.stop", sent: written("2:14", "08000020") },
    { cmd: "load.off", sent: written("2:4.B5", (EVERYBODY | 0x04).toString(16).padStart(8, "0")) },
    { cmd: "load.on", sent: written("2:4.B5", (EVERYBODY | 0x02).toString(16).padStart(8, "0")) },
    { cmd: "load.on.delay", sent: written("2:4.B5", (EVERYBODY | 0x42).toString(16).padStart(8, "0")) },
    { cmd: "shutdown.return", sent: written("2:4.B5", (EVERYBODY | 0x88).toString(16).padStart(8, "0")) },
    { cmd: "shutdown.stayoff", sent: written("2:4.B5", (EVERYBODY | 0x84).toString(16).padStart(8, "0")) },
    { cmd: "shutdown.reboot.graceful", sent: written("2:4.B5", (EVERYBODY | 0x90).toString(16).padStart(8, "0")) },
    { cmd: "outlet.group.0.load.cycle", sent: written("2:4.B5", "00004110") },
    { cmd: "outlet.group.2.load.off.delay", sent: written("2:4.B5", "00004484") },
  ],
  changes: [
    { name: "ups.id", value: "rack 4", sent: written("2:4.82", "7261636b203400000000000000000000") },
    { name: "ups.id", value: "longer than it may be", sent: "", outcome: "invalid" },
    { name: "battery.date", value: "2026-11-30", sent: written("2:4.5.48", "2666") },
    { name: "battery.date", value: "yesterday", sent: "", outcome: "invalid" },
    { name: "input.transfer.high", value: "250", sent: written("2:4.7.D", "00fa") },
    { name: "input.transfer.high", value: "70000", sent: "", outcome: "invalid" },
    { name: "input.transfer.delay", value: "nodelay", sent: written("2:4.6.BA", "0000") },
    { name: "outlet.group.0.delay.start", value: "Disabled", sent: written("2:4.3E.B9", "ffff") },
    { name: "outlet.group.2.delay.shutdown", value: "90", sent: written("2:4.3D[1].B8", "005a") },
    { name: "ups.display.language", value: "fr", sent: written("3:2B", "02") },
    { name: "ups.display.language", value: "tlh", sent: "", outcome: "invalid" },
    { name: "experimental.output.voltage.setting", value: "VAC240", sent: written("2:4.7.2C", "00000040") },
  ],
  killpower: written("2:4.B5", "00004788"),
  peer: {
    packaged: false,
    needed: "experimental.statistics.ups.totaltime",
    // There is no LB, BOOST or TRIM, the result of a calibration stands in the status, a command of groups is offered
    // that is none, and words stand in place of numbers.
    differs: [
      /^SETINFO .* "(-1|Disabled|NotActive|OnBattery|InBypass)"$/,
      /^SET\w+ (input\.transfer\.delay|(experimental\.)?ups\.test\.interval)/,
      /^ADDCMD outlet\.group\.\d\.shutdown\.default$/,
      /^SETINFO ups\.status ".*(InProgress|CAL|LB|OB OVER)/,
    ],
    orders: [
      ...["test.battery.start", "test.battery.stop", "test.panel.start", "beeper.mute", "calibrate.start"],
      ...["bypass.start", "bypass.stop", "load.off", "load.on.delay", "shutdown.return", "shutdown.stayoff"],
      ...["shutdown.reboot.graceful", "outlet.group.0.load.cycle", "outlet.group.2.load.off.delay"],
    ],
  },
});
