/** A UPS of Liebert that speaks ESP-II: words in groups, texts two letters a word, orders that need a key. */
import { type FamilyCase, family } from "../bench/family-bench.ts";
import type { Say, Unit } from "../devices/played-line.ts";

const LETTERS = 136;
const ORDERS = 156;
const KEY = 0x4c4c;
const [MODE, DELAY, KEY_AT, OFF] = [6, 5, 7, 136];

const sum = (bytes: readonly number[]): number => bytes.reduce((all, byte) => (all + byte) & 0xff, 0);
const sealed = (...bytes: readonly number[]): Uint8Array => Uint8Array.of(...bytes, sum(bytes));

/** By group and number. */
type Words = Readonly<Record<string, number>>;

/** Letters stand the other way round. */
const lettered = (from: number, count: number, text: string): Words =>
  Object.fromEntries(
    Array.from({ length: count }, (_, at) => {
      const [one, other] = [text.charCodeAt(2 * at) || 0x20, text.charCodeAt(2 * at + 1) || 0x20];
      return [`${LETTERS}.${from + at}`, other * 256 + one];
    }),
  );

export class LiebertEsp2Unit implements Unit {
  readonly #say: Say;
  readonly #words = new Map<string, number>();
  #begun: number[] = [];
  /** Tens of seconds until it is off. */
  countdown: number | undefined;

  constructor(say: Say, words: Words) {
    this.#say = say;
    this.put(words);
  }

  put(words: Words): void {
    for (const [name, word] of Object.entries(words)) this.#words.set(name, word);
  }

  lose(...names: readonly string[]): void {
    for (const name of names) this.#words.delete(name);
  }

  hear(bytes: Uint8Array): void {
    for (const byte of bytes) {
      if (this.#begun.length > 0 || byte === 1) this.#begun.push(byte);
      const [, , length] = this.#begun;
      if (length !== undefined && this.#begun.length === length + 4) this.#obey(this.#begun.splice(0));
    }
  }

  #obey(told: readonly number[]): void {
    const inside = told.slice(0, -1);
    if (sum(inside) !== told.at(-1)) return;
    const [, group = 0, length, , number = 0, high = 0, low = 0] = inside;
    if (length === 4) this.#write(number, high * 256 + low);
    const word = this.#words.get(`${group}.${number}`);
    if (word === undefined) this.#say(sealed(1, group, 1, 2));
    else this.#say(sealed(1, group, 4, 1, number, (word >> 8) & 0xff, word & 0xff));
  }

  #write(number: number, word: number): void {
    this.put({ [`${ORDERS}.${number}`]: word });
    if (number === OFF && word === KEY) this.countdown = this.#words.get(`${ORDERS}.${DELAY}`);
  }
}

const signed = (value: number): number => value & 0xffff;

const GXT2: Words = {
  ...lettered(4, 15, "GXT2-3000RT230"),
  ...lettered(19, 8, "GXT2MR12D"),
  ...lettered(27, 10, "0709300028AF"),
  ...lettered(37, 4, "12/02/07"),
  "136.1": 0x0011,
  "131.2": 1,
  "144.1": 2314,
  "144.3": 2301,
  "144.4": 47,
  "144.5": 2310,
  "144.6": 0,
  "148.1": 0x000d,
  "148.2": 0x0002,
  "148.3": 0,
  "149.1": 41,
  "149.2": 819,
  "149.3": 12,
  "149.5": 780,
  "149.6": 1081,
  "149.7": 36,
  "149.8": 500,
  "149.9": 501,
  "149.10": 500,
  "149.12": 263,
  "149.14": 301,
  "161.4": 6,
  "161.8": 3000,
  "161.9": 500,
  "161.10": 500,
  "161.13": 720,
  "161.14": 2,
  [`${ORDERS}.${KEY_AT}`]: KEY,
};

const OFF_BYTES = [
  ...sealed(1, ORDERS, 4, 1, MODE, 0, 1),
  ...sealed(1, ORDERS, 4, 1, DELAY, 0, 12),
  ...sealed(1, ORDERS, 2, 1, KEY_AT),
  ...sealed(1, ORDERS, 4, 1, OFF, 0x4c, 0x4c),
];
const killpower = Buffer.from(OFF_BYTES).toString("hex");

const load = async () => (await import("../../../src/drivers/serial/liebert-esp2/driver.ts")).LIEBERT_ESP2;
const common = { driver: "liebert-esp2", load, checked: true, commands: [], killpower } as const;
const put = (words: Words) => (unit: LiebertEsp2Unit) => unit.put(words);

export const LIEBERT_ESP2: FamilyCase = family({
  ...common,
  unit: (say) => new LiebertEsp2Unit(say, GXT2),
  scenes: [
    {
      name: "on mains, charging",
      status: "OL CHRG",
      vars: {
        "battery.current": "0.12",
        "battery.runtime": "2460",
        "battery.runtime.low": "120",
        "battery.temperature": "26.3",
        "battery.voltage": "81.9",
        "battery.voltage.nominal": "72.0",
        "input.bypass.current": "0.0",
        "input.bypass.frequency": "50.0",
        "input.bypass.voltage": "231.0",
        "input.frequency": "50.0",
        "input.frequency.nominal": "50.0",
        "input.phases": "1",
        "input.voltage": "231.4",
        "output.current": "4.7",
        "output.frequency": "50.1",
        "output.frequency.nominal": "50.0",
        "output.phases": "1",
        "output.voltage": "230.1",
        "ups.delay.start": "60",
        "ups.firmware": "GXT2MR12D",
        "ups.load": "36",
        "ups.mfr": "Liebert",
        "ups.mfr.date": "12/02/07",
        "ups.model": "GXT2-3000RT230",
        "ups.power": "1081",
        "ups.power.nominal": "3000",
        "ups.realpower": "780",
        "ups.serial": "0709300028AF",
        "ups.temperature": "30.1",
        "ups.type": "online",
      },
    },
    {
      name: "on battery, cold",
      set: put({ "148.1": 0x0105, "149.3": signed(-817), "144.1": 0, "149.8": 0, "149.12": signed(-35) }),
      status: "OB DISCHRG",
      vars: {
        "battery.current": "-8.17",
        "battery.temperature": "-3.5",
        "input.frequency": "0.0",
        "input.voltage": "0.0",
      },
    },
    {
      name: "nearly empty, overloaded",
      set: put({ "148.1": 0x0105, "148.3": 0x0021, "149.1": 1, "149.3": signed(-817), "149.7": 108 }),
      status: "OB DISCHRG OVER LB",
      vars: {
        "battery.current": "-8.17",
        "battery.runtime": "60",
        "ups.load": "108",
      },
    },
    {
      name: "in bypass, its battery worn out",
      set: put({ ...GXT2, "148.2": 0x0063, "149.3": 0 }),
      status: "OL BYPASS RB BOOST",
      vars: { "battery.current": "0.00" },
    },
    {
      name: "lowering its input",
      set: put({ ...GXT2, "148.2": 0x0202, "149.3": 5 }),
      status: "OL TRIM",
      vars: { "battery.current": "0.05" },
    },
  ],
  peer: { packaged: true, needed: "output.current" },
});

const NXE: Words = {
  ...GXT2,
  ...lettered(4, 15, "Liebert NX"),
  "136.1": 0x0033,
  "131.2": 2,
  "149.8": 5003,
  "149.9": 4998,
  "149.10": 5003,
  "161.8": 200,
  "161.9": 5000,
  "161.10": 5000,
  ...Object.fromEntries(
    [144, 145, 146].flatMap((group, at) => [
      [`${group}.1`, 2300 + at],
      [`${group}.2`, 120 + at],
      [`${group}.3`, 2290 + at],
      [`${group}.5`, 2280 + at],
      [`${group}.6`, at],
      [`${group}.14`, 14 + at],
      [`${group}.21`, 20 + at],
      [`${group}.22`, 25 + at],
      [`${group}.24`, 38 + at],
    ]),
  ),
};

export const LIEBERT_ESP2_THREE: FamilyCase = family({
  ...common,
  title: "liebert-esp2, three phases",
  options: { baudrate: "9600" },
  unit: (say) => new LiebertEsp2Unit(say, NXE),
  scenes: [
    {
      name: "on mains",
      status: "OL CHRG",
      vars: {
        "battery.current": "0.12",
        "battery.runtime": "2460",
        "battery.runtime.low": "120",
        "battery.temperature": "26.3",
        "battery.voltage": "81.9",
        "battery.voltage.nominal": "72.0",
        "input.L1-N.voltage": "230.0",
        "input.L1.current": "12.0",
        "input.L2-N.voltage": "230.1",
        "input.L2.current": "12.1",
        "input.L3-N.voltage": "230.2",
        "input.L3.current": "12.2",
        "input.bypass.L1-N.voltage": "228.0",
        "input.bypass.L1.current": "0.0",
        "input.bypass.L2-N.voltage": "228.1",
        "input.bypass.L2.current": "0.1",
        "input.bypass.L3-N.voltage": "228.2",
        "input.bypass.L3.current": "0.2",
        "input.bypass.frequency": "50.0",
        "input.frequency": "50.0",
        "input.frequency.nominal": "50.0",
        "input.phases": "3",
        "output.L1-N.voltage": "229.0",
        "output.L1.crestfactor": "1.4",
        "output.L1.power": "2500",
        "output.L1.power.percent": "38",
        "output.L1.realpower": "2000",
        "output.L2-N.voltage": "229.1",
        "output.L2.crestfactor": "1.5",
        "output.L2.power": "2600",
        "output.L2.power.percent": "39",
        "output.L2.realpower": "2100",
        "output.L3-N.voltage": "229.2",
        "output.L3.crestfactor": "1.6",
        "output.L3.power": "2700",
        "output.L3.power.percent": "40",
        "output.L3.realpower": "2200",
        "output.frequency": "50.0",
        "output.frequency.nominal": "50.0",
        "output.phases": "3",
        "ups.delay.start": "60",
        "ups.firmware": "GXT2MR12D",
        "ups.mfr": "Liebert",
        "ups.mfr.date": "12/02/07",
        "ups.model": "Liebert NX",
        "ups.power.nominal": "20000",
        "ups.serial": "0709300028AF",
        "ups.temperature": "30.1",
        "ups.type": "online",
      },
    },
    {
      name: "nearly empty",
      set: put({ "148.1": 0x0100, "148.3": 0x0020, "149.3": signed(-3000) }),
      status: "OB DISCHRG LB",
      vars: { "battery.current": "-30.00" },
    },
  ],
  // There the names of the bypass are of nobody's choosing.
  peer: {
    packaged: true,
    needed: "output.L3.crestfactor",
    differs: [/^SETINFO input\.(bypass\.L\d(-N)?|L\d-N\.bypass)\.(voltage|current) /],
  },
});

/** Of two phases, of which the voltage between them is told. */
export const LIEBERT_ESP2_SPLIT: FamilyCase = family({
  ...common,
  title: "liebert-esp2, split phase",
  unit: (say) =>
    new LiebertEsp2Unit(say, {
      ...NXE,
      ...lettered(4, 15, "GXT2-6000RT208"),
      "136.1": 0x2022,
      "131.2": 1,
      "149.8": 600,
      "149.9": 600,
      "149.10": 600,
      "161.8": 6000,
      "161.9": 600,
      "161.10": 600,
    }),
  scenes: [
    {
      name: "on mains",
      status: "OL CHRG",
      vars: {
        "battery.current": "0.12",
        "battery.runtime": "2460",
        "battery.runtime.low": "120",
        "battery.temperature": "26.3",
        "battery.voltage": "81.9",
        "battery.voltage.nominal": "72.0",
        "input.bypass.current": "0.0",
        "input.bypass.frequency": "60.0",
        "input.bypass.voltage": "228.0",
        "input.current": "12.0",
        "input.frequency": "60.0",
        "input.frequency.nominal": "60.0",
        "input.phases": "2",
        "input.voltage": "230.0",
        "output.L1.power": "25",
        "output.L1.power.percent": "38",
        "output.L1.realpower": "20",
        "output.L2.power": "26",
        "output.L2.power.percent": "39",
        "output.L2.realpower": "21",
        "output.frequency": "60.0",
        "output.frequency.nominal": "60.0",
        "output.phases": "2",
        "output.voltage": "229.0",
        "ups.delay.start": "60",
        "ups.firmware": "GXT2MR12D",
        "ups.mfr": "Liebert",
        "ups.mfr.date": "12/02/07",
        "ups.model": "GXT2-6000RT208",
        "ups.power.nominal": "6000",
        "ups.serial": "0709300028AF",
        "ups.temperature": "30.1",
        "ups.type": "line-interactive",
      },
    },
  ],
  peer: { packaged: true, needed: "output.L2.realpower" },
});
