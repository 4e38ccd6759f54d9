/** Riello UPSes in GPSER, one phase or three, with a sum or a CRC; and one in SENTR. */
import { type FamilyCase, family } from "../bench/family-bench.ts";
import type { Say, Unit } from "../devices/played-line.ts";

const digit = (value: number, count: number): string =>
  Array.from({ length: count }, (_, at) => String.fromCharCode(0x30 + ((value >> (4 * (count - 1 - at))) & 15))).join(
    "",
  );

function check(bytes: readonly number[], crc: boolean): number {
  let all = crc ? 0x554d : 0;
  for (const byte of bytes) {
    if (!crc) {
      all = (all + byte) & 0xffff;
      continue;
    }
    let low = (all ^ byte) & 0xff;
    low = (low ^ (low << 4)) & 0xff;
    all = (all >> 8) ^ (((low << 8) ^ (low << 3) ^ (low >> 4)) & 0xffff);
  }
  return all & 0xffff;
}

export class GpserUnit implements Unit {
  /** Phases: 1 one, 4 three. */
  kind = "1";
  crc = false;
  /** Five digits: 1 low, 2 failed, 8 on; 8 bypass, 1 lowering, 2 raising; 1 worn, 4 charging; -; 4 load too high. */
  state: readonly number[] = [8, 0, 4, 0, 0];
  charge = 97;
  minutes = 34;
  battery = 272;
  #text = "";
  readonly #say: Say;

  constructor(say: Say) {
    this.#say = say;
  }

  hear(bytes: Uint8Array): void {
    this.#text += Buffer.from(bytes).toString("latin1");
    const start = this.#text.indexOf("\x02");
    const end = this.#text.indexOf("\x03", start);
    if (start < 0 || end < 0) return;
    const frame = this.#text.slice(start, end + 1);
    this.#text = this.#text.slice(end + 1);
    this.#answer(frame);
  }

  #answer(frame: string): void {
    const body = [...Buffer.from(frame.slice(1, -5), "latin1")];
    const words = frame.slice(3, 7);
    const said =
      check(body, this.crc && words !== "GI00") ===
      Number.parseInt(
        frame.slice(-5, -1).replace(/[:-?]/g, (c) => (c.charCodeAt(0) - 0x30).toString(16)),
        16,
      )
        ? this.#data(words)
        : undefined;
    const text = said === undefined ? "\x22 \x15" : `\x22 ${words.slice(0, 2)}${digit(said.length, 2)}${said}`;
    const all = [...Buffer.from(text, "latin1")];
    this.#say(
      Uint8Array.of(2, ...all, ...Buffer.from(digit(check(all, this.crc && words !== "GI00"), 4), "latin1"), 3),
    );
  }

  #data(words: string): string | undefined {
    const three = this.kind === "4";
    const extra = three
      ? digit(231, 3) +
        digit(229, 3) +
        digit(230, 3) +
        digit(22, 2) +
        digit(228, 3) +
        digit(231, 3) +
        digit(25, 2) +
        digit(227, 3)
      : "";
    const said: Readonly<Record<string, string>> = {
      GI: `${"RI0012345678".padEnd(16)}${"Sentinel Dual".padEnd(16)}${"SWM01-02".padEnd(12)}${this.kind}000${this.crc ? "1" : "0"}0020000`,
      GN:
        digit(three ? 1000000 : 3000, 5) +
        digit(three ? 900000 : 2400, 5) +
        digit(24, 3) +
        digit(9, 3) +
        digit(230, 3) +
        digit(500, 3),
      RS:
        this.state.map((one) => digit(one, 1)).join("") +
        digit(499, 3) +
        digit(232, 3) +
        digit(500, 3) +
        digit(230, 3) +
        digit(31, 2) +
        digit(498, 3) +
        digit(233, 3) +
        digit(this.battery, 4) +
        digit(this.charge, 2) +
        digit(this.minutes, 3) +
        digit(27, 2) +
        extra,
      RE: `${"0".repeat(16)}${digit(4, 4)}${digit(5, 4)}${digit(6, 4)}${digit(744, 5)}${digit(700, 5)}${digit(710, 5)}${digit(930, 5)}${digit(900, 5)}${digit(910, 5)}`,
    };
    return said[words.slice(0, 2)] ?? (/^(CS|CR|CD|TP|TB)/.test(words) ? "" : undefined);
  }
}

export class SentrUnit implements Unit {
  model = 203;
  state = 0;
  readonly #say: Say;

  constructor(say: Say) {
    this.#say = say;
  }

  hear(bytes: Uint8Array): void {
    if (bytes.length === 1 && bytes[0] === 0xc0) this.#say(this.#frame());
  }

  #frame(): Uint8Array {
    const frame = new Uint8Array(103);
    const set = (at: number, ...values: readonly number[]): void => frame.set(values, at);
    set(0, 0xc0, 103, this.model & 255, this.model >> 8, 0xd2, 0x04, 44, 0, 93);
    set(31, this.state);
    set(35, 100, 101, 99, 20, 21, 22, 0xf4, 1, 0x8c, 1, 12, 0, 1, 29);
    set(51, 230, 0, 231, 0, 229, 0, 0xf5, 1, 229, 230, 231, 40, 41, 42);
    set(68, 0xf4, 1);
    set(73, 230, 100, 0);
    const sum = frame.subarray(0, 100).reduce((all, byte) => all + byte, 0);
    set(101, sum & 255, sum >> 8);
    return frame;
  }
}

const load = async () => (await import("../../../src/drivers/serial/riello/driver.ts")).RIELLO_SER;
const COMMANDS = [
  "load.off",
  "load.off.delay",
  "load.on",
  "load.on.delay",
  "shutdown.return",
  "shutdown.stop",
  "test.battery.start",
];
const WRITABLE = ["ups.delay.reboot", "ups.delay.shutdown"];

export const RIELLO_GPSER: FamilyCase = family({
  driver: "riello_ser",
  title: "riello_ser, GPSER",
  load,
  unit: (say) => new GpserUnit(say),
  checked: true,
  scenes: [
    {
      name: "on mains",
      status: "OL CHRG",
      vars: {
        "battery.capacity": "9",
        "battery.charge": "97",
        "battery.runtime": "2040",
        "battery.voltage": "27.2",
        "battery.voltage.high": "26.0",
        "battery.voltage.low": "20.8",
        "battery.voltage.nominal": "24",
        "input.bypass.frequency": "49.80",
        "input.bypass.voltage": "233",
        "input.frequency": "49.90",
        "input.voltage": "232",
        "output.L1.current": "4",
        "output.L1.power": "930",
        "output.L1.realpower": "744",
        "output.L2.current": "5",
        "output.L2.power": "900",
        "output.L2.realpower": "700",
        "output.L3.current": "6",
        "output.L3.power": "910",
        "output.L3.realpower": "710",
        "output.frequency": "50.00",
        "output.frequency.nominal": "50.0",
        "output.power.percent": "31",
        "output.voltage": "230",
        "output.voltage.nominal": "230",
        "ups.delay.reboot": "5",
        "ups.delay.shutdown": "5",
        "ups.firmware": "SWM01-02",
        "ups.load": "31",
        "ups.mfr": "RPS S.p.a.",
        "ups.model": "Sentinel Dual",
        "ups.power.nominal": "3000",
        "ups.realpower.nominal": "2400",
        "ups.serial": "RI0012345678",
        "ups.temperature": "27",
      },
    },
    {
      name: "on battery",
      set: (unit) => Object.assign(unit, { state: [0x0a, 0, 0, 0, 4], charge: 80, minutes: 21, battery: 248 }),
      status: "OB OVER",
      vars: { "battery.charge": "80", "battery.runtime": "1260", "battery.voltage": "24.8" },
    },
    {
      name: "nearly empty",
      set: (unit) => Object.assign(unit, { state: [0x0b, 0, 1, 0, 0], charge: 97, minutes: 0xfff, battery: 210 }),
      status: "OB LB RB",
      vars: { "battery.voltage": "21.0", "battery.charge": undefined, "battery.runtime": undefined },
    },
    {
      name: "off and on bypass",
      set: (unit) => Object.assign(unit, { state: [0, 9, 0, 0, 0], minutes: 34, battery: 272 }),
      status: "OL OFF BYPASS TRIM",
      vars: { "output.frequency": "0.00" },
    },
  ],
  writable: WRITABLE,
  commands: [...COMMANDS, "test.panel.start"],
  orders: [
    { cmd: "load.off", sent: "022022435330343030303030313f3c03" },
    { cmd: "load.off.delay", param: "30", sent: "022022435330343030313e3032303b03" },
    { cmd: "load.on", sent: "02202243523038303030303030303030323b3f03" },
    { cmd: "shutdown.return", sent: "02202243533034303030353032303103" },
    { cmd: "shutdown.stop", sent: "022022434430303031323903" },
    { cmd: "test.battery.start", sent: "0220225442303330303530313d3003" },
    { cmd: "test.panel.start", sent: "022022545030303031343603" },
  ],
  killpower: "02202243443030303132390302202243533034303030353032303103",
  peer: {
    packaged: false,
    needed: "output.L3.current",
    differs: [/^SETFLAGS /],
    orders: ["shutdown.return", "test.battery.start"],
  },
});

export const RIELLO_THREE: FamilyCase = family({
  driver: "riello_ser",
  title: "riello_ser, GPSER in three phases",
  load,
  options: { localcalculation: "" },
  unit: (say) => Object.assign(new GpserUnit(say), { kind: "4", crc: true }),
  checked: true,
  scenes: [
    {
      name: "on mains",
      status: "OL CHRG",
      vars: {
        "battery.capacity": "9",
        "battery.charge": "100",
        "battery.runtime": "279",
        "battery.voltage": "27.2",
        "battery.voltage.high": "26.0",
        "battery.voltage.low": "20.8",
        "battery.voltage.nominal": "24",
        "input.L1-N.voltage": "232",
        "input.L2-N.voltage": "231",
        "input.L3-N.voltage": "229",
        "input.bypass.L1-N.voltage": "233",
        "input.bypass.L2-N.voltage": "228",
        "input.bypass.L3-N.voltage": "227",
        "input.bypass.frequency": "49.80",
        "input.bypass.phases": "3",
        "input.frequency": "49.90",
        "input.phases": "3",
        "output.L1-N.voltage": "230",
        "output.L1.current": "4",
        "output.L1.power": "930",
        "output.L1.power.percent": "31",
        "output.L1.realpower": "744",
        "output.L2-N.voltage": "230",
        "output.L2.current": "5",
        "output.L2.power": "900",
        "output.L2.power.percent": "22",
        "output.L2.realpower": "700",
        "output.L3-N.voltage": "231",
        "output.L3.current": "6",
        "output.L3.power": "910",
        "output.L3.power.percent": "25",
        "output.L3.realpower": "710",
        "output.frequency": "50.00",
        "output.frequency.nominal": "50.0",
        "output.phases": "3",
        "output.voltage.nominal": "230",
        "ups.delay.reboot": "5",
        "ups.delay.shutdown": "5",
        "ups.firmware": "SWM01-02",
        "ups.load": "26",
        "ups.mfr": "RPS S.p.a.",
        "ups.model": "Sentinel Dual",
        "ups.power.nominal": "10000",
        "ups.realpower.nominal": "9000",
        "ups.serial": "RI0012345678",
        "ups.temperature": "27",
      },
    },
  ],
  writable: WRITABLE,
  killpower: "022022434430303436303d030220224353303430303035313e333103",
  commands: [...COMMANDS, "test.panel.start"],
  peer: { packaged: false, needed: "output.L3.current", differs: [/^SETFLAGS /] },
});

export const RIELLO_SENTR: FamilyCase = family({
  driver: "riello_ser",
  title: "riello_ser, SENTR",
  load,
  unit: (say) => new SentrUnit(say),
  checked: true,
  scenes: [
    {
      name: "on mains",
      status: "OL",
      vars: {
        "battery.capacity": "100",
        "battery.charge": "93",
        "battery.runtime": "2640",
        "battery.voltage": "396.0",
        "battery.voltage.high": "13.0",
        "battery.voltage.low": "10.4",
        "battery.voltage.nominal": "0",
        "input.L1-N.voltage": "230",
        "input.L2-N.voltage": "232",
        "input.L3-N.voltage": "227",
        "input.bypass.L1-N.voltage": "230",
        "input.bypass.L2-N.voltage": "231",
        "input.bypass.L3-N.voltage": "229",
        "input.bypass.frequency": "50.10",
        "input.bypass.phases": "3",
        "input.frequency": "50.00",
        "input.phases": "3",
        "output.L1.current": "31",
        "output.L1.power": "0",
        "output.L1.realpower": "0",
        "output.L2.current": "10",
        "output.L2.power": "0",
        "output.L2.realpower": "0",
        "output.L3.current": "10",
        "output.L3.power": "0",
        "output.L3.realpower": "0",
        "output.frequency": "50.00",
        "output.frequency.nominal": "0.0",
        "output.power.percent": "40",
        "output.voltage": "229",
        "output.voltage.nominal": "0",
        "ups.delay.reboot": "5",
        "ups.delay.shutdown": "5",
        "ups.firmware": "12.34",
        "ups.load": "40",
        "ups.mfr": "RPS S.p.a.",
        "ups.power.nominal": "20000",
        "ups.realpower.nominal": "16000",
        "ups.temperature": "29",
      },
    },
    { name: "on battery", set: (unit) => Object.assign(unit, { state: 0x08 }), status: "OB", vars: {} },
    { name: "nearly empty", set: (unit) => Object.assign(unit, { state: 0x58 }), status: "OB LB RB", vars: {} },
    {
      name: "overloaded on bypass",
      set: (unit) => Object.assign(unit, { state: 0x82 }),
      status: "OL BYPASS OVER",
      vars: {},
    },
  ],
  writable: WRITABLE,
  commands: COMMANDS,
  orders: [
    { cmd: "shutdown.return", sent: "b0060500bb" },
    { cmd: "load.on", sent: "b0020000b2b0010000b1" },
    { cmd: "shutdown.stop", sent: "b0050000b5" },
    { cmd: "test.battery.start", sent: "b0040000b4" },
  ],
  killpower: "b0050000b5b0060500bb",
  // A serial number that is not told is empty there.
  peer: {
    packaged: false,
    needed: "output.L3.current",
    differs: [/^SETFLAGS /, /^SETINFO ups\.serial ""/],
    orders: ["shutdown.return"],
  },
});
