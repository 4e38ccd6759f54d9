/** Opti-UPSes: a word of two letters asks, or is an order with digits behind; a Zinto wants a line end behind either. */
import { type FamilyCase, family } from "../bench/family-bench.ts";
import type { Say, Unit } from "../devices/played-line.ts";

const [DONE, UNKNOWN] = ["\x06", "\x15"];
const QUESTION = /^(IM|IO|IS|IZ|AG|NV|NF|OV|OF|OL|FF|FV|BT|BV)/;
const ORDER = /^(Ts|Ct[01]|C[su][-\d]{7,8}|Oi1[01]|Om[12]1|ON)/;

export class OptiUnit implements Unit {
  answers: Readonly<Record<string, string>>;
  /** Words end with the line. */
  readonly #byLine: boolean;
  readonly #say: Say;
  #came = "";
  /** Says that it is off, and nothing else. */
  off = false;

  constructor(say: Say, answers: Readonly<Record<string, string>>, byLine = false) {
    this.#say = say;
    this.answers = answers;
    this.#byLine = byLine;
  }

  hear(heard: Uint8Array): void {
    this.#came += Buffer.from(heard)
      .toString("latin1")
      .replaceAll(/[\r\n]/g, "");
    for (;;) {
      const [word] = QUESTION.exec(this.#came) ?? ORDER.exec(this.#came) ?? [];
      if (word === undefined) break;
      this.#came = this.#came.slice(this.#takes(word).length);
      this.#answer(this.#takes(word));
    }
  }

  /** Digits of an order: a Zinto has seven. */
  #takes(word: string): string {
    return this.#byLine ? word.slice(0, /^C[su]/.test(word) ? 9 : undefined) : word;
  }

  #answer(word: string): void {
    if (this.off) {
      if (word === "AG") this.#say(Buffer.from("2", "latin1"));
      if (word.startsWith("Cu")) this.off = false;
      return;
    }
    const said = QUESTION.test(word) ? (this.answers[word] ?? UNKNOWN) : DONE;
    this.#say(Buffer.from(`${said}\r\n`, "latin1"));
  }

  become(answers: Readonly<Record<string, string>>): void {
    this.answers = { ...this.answers, ...answers };
  }
}

const load = async () => (await import("../../../src/drivers/serial/optiups/driver.ts")).OPTIUPS;
const become = (answers: Readonly<Record<string, string>>) => (unit: OptiUnit) => unit.become(answers);
const hex = (...words: readonly string[]): string => Buffer.from(words.join(""), "latin1").toString("hex");
const lines = (...words: readonly string[]): string => hex(...words.map((word) => `${word}\r\n`));
/** What a UPS has not. */
const NONE = [/^SETFLAGS/, /^SETINFO \S+ "N\/A"$/];

export const OPTIUPS_420E: FamilyCase = family({
  driver: "optiups",
  load,
  unit: (say: Say) =>
    new OptiUnit(say, {
      AG: "00",
      BV: "0128",
      FF: "600",
      IM: "ViewSonic",
      IO: "UPS-420E",
      IS: "V1.2B",
      NV: "116",
      OL: "027",
      OV: "118",
    }),
  checked: false,
  scenes: [
    {
      name: "on mains",
      status: "OL",
      vars: {
        "battery.charge": "92.3",
        "battery.voltage": "12.8",
        "input.frequency": "60.0",
        "input.voltage": "116",
        "output.voltage": "118",
        "ups.firmware": "V1.2B",
        "ups.load": "27.0",
        "ups.mfr": "ViewSonic",
        "ups.model": "PowerES UPS-420E",
      },
    },
    {
      name: "on battery",
      set: become({ AG: "20", BV: "0119", NV: "000" }),
      status: "OB",
      vars: { "battery.charge": "57.7", "battery.voltage": "11.9", "input.voltage": "0" },
    },
    {
      name: "nearly empty, overloaded",
      set: become({ AG: "68", BV: "0105", NV: "000" }),
      status: "OVER OB LB",
      vars: { "battery.charge": "3.8", "battery.voltage": "10.5", "input.voltage": "0" },
    },
    {
      name: "off, with a battery to be replaced",
      set: become({ AG: "12", BV: "0128", NV: "116" }),
      status: "RB OL OFF",
      vars: {},
    },
  ],
  commands: ["load.off", "load.on", "shutdown.return", "shutdown.stayoff", "shutdown.stop", "test.failure.start"],
  orders: [
    { cmd: "test.failure.start", sent: hex("Ts") },
    { cmd: "load.off", sent: hex("Ct0", "Cs00000000") },
    { cmd: "load.on", sent: hex("Ct0", "Cu00000000") },
    { cmd: "shutdown.return", sent: hex("Ct1", "Cs00000010") },
    { cmd: "shutdown.stayoff", sent: hex("Ct0", "Cs00000010") },
    { cmd: "shutdown.stop", sent: hex("Cs-0000001") },
  ],
  killpower: hex("AG", "Ct1", "Cu00000600", "Cs00000080"),
  peer: {
    packaged: false,
    needed: "battery.charge",
    differs: NONE,
    orders: ["test.failure.start", "load.off", "load.on", "shutdown.return", "shutdown.stayoff", "shutdown.stop"],
  },
});

export const OPTIUPS_PS: FamilyCase = family({
  driver: "optiups",
  title: "optiups, PowerSeries at 230 V",
  load,
  unit: (say: Say) =>
    new OptiUnit(say, {
      AG: "00",
      BT: "0033",
      BV: "0262",
      FF: "500",
      FV: "230",
      IM: "OPTI-UPS",
      IO: "PS-1440RM",
      IS: "V2.0",
      IZ: "A1234",
      NV: "115",
      OL: "041",
      OV: "114",
    }),
  checked: false,
  scenes: [
    {
      name: "on mains",
      status: "OL",
      vars: {
        "battery.charge": "100.0",
        "battery.voltage": "26.2",
        "input.frequency": "50.0",
        "input.voltage": "230",
        "output.voltage": "228",
        "ups.firmware": "V2.0",
        "ups.load": "41.0",
        "ups.mfr": "OPTI-UPS",
        "ups.model": "PS-1440RM",
        "ups.serial": "A1234",
        "ups.temperature": "33",
      },
    },
    {
      name: "on battery",
      set: become({ AG: "20", BV: "0235", NV: "000" }),
      status: "OB",
      vars: { "battery.charge": "51.9", "battery.voltage": "23.5", "input.voltage": "0" },
    },
  ],
  commands: ["load.off", "load.on", "shutdown.return", "shutdown.stayoff", "shutdown.stop", "test.failure.start"],
  killpower: hex("AG", "Ct1", "Cu00000600", "Cs00000080"),
  peer: { packaged: false, needed: "battery.charge", differs: NONE },
});

export const OPTIUPS_ZINTO: FamilyCase = family({
  driver: "optiups",
  title: "optiups, Zinto D",
  load,
  unit: (say: Say) =>
    new OptiUnit(
      say,
      {
        AG: "00",
        BT: "31",
        BV: "0134",
        IM: "ONLINE",
        IO: "D 800",
        IS: "1.07",
        IZ: "0042",
        NF: "500",
        NV: "116",
        OF: "499",
        OL: "012",
        OV: "115",
      },
      true,
    ),
  checked: false,
  scenes: [
    {
      name: "on mains",
      status: "OL",
      vars: {
        "battery.charge": "100.0",
        "battery.voltage": "13.4",
        "input.frequency": "50.0",
        "input.voltage": "232.0",
        "outlet.1.desc": "Switchable Outlet 3+4",
        "outlet.1.id": "2",
        "outlet.1.switch": "1",
        "outlet.1.switchable": "1",
        "outlet.desc": "Main Outlet 1+2",
        "outlet.id": "1",
        "outlet.switchable": "0",
        "output.frequency": "49.9",
        "output.voltage": "230.0",
        "ups.firmware": "1.07",
        "ups.load": "12.0",
        "ups.mfr": "ONLINE USV-Systeme AG",
        "ups.model": "Zinto D 800",
        "ups.serial": "0042",
        "ups.temperature": "31",
      },
    },
    {
      name: "nearly empty",
      set: become({ AG: "60", BV: "0101", NV: "000", NF: "000" }),
      status: "OB LB",
      vars: {
        "battery.charge": "0.0",
        "battery.voltage": "10.1",
        "input.frequency": "0.0",
        "input.voltage": "0.0",
      },
    },
  ],
  writable: ["outlet.1.switch"],
  commands: ["load.off", "load.on", "shutdown.return", "shutdown.stayoff", "test.failure.start"],
  orders: [
    { cmd: "load.off", sent: lines("Ct1", "Cs0000000") },
    { cmd: "load.on", sent: lines("Ct1", "Cu0000000") },
    { cmd: "shutdown.return", sent: lines("Ct1", "Cu0000010", "Cs0000001") },
    { cmd: "shutdown.stayoff", sent: lines("Ct1", "Cs0000001") },
  ],
  changes: [
    { name: "outlet.1.switch", value: "0", sent: lines("Oi10") },
    { name: "outlet.1.switch", value: "1", sent: lines("Oi11") },
  ],
  killpower: lines("AG", "Ct1", "Cu0000060", "Cs0000030"),
  peer: {
    packaged: false,
    needed: "battery.charge",
    // Less than nothing, of an empty battery.
    differs: [...NONE, /^SETINFO battery\.charge "(-|0\.0)/],
    orders: ["load.off", "load.on", "shutdown.return", "shutdown.stayoff"],
  },
});
