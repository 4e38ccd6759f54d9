/**
 * Tripp Lite's older USB UPSes: a letter asks, and the endpoint brings the last answer over and over. What is not known is not
 * answered anew.
 */
import { type Behaviours, data, SENT, TIMEOUT } from "../devices/fake-pipe.ts";

/** What stands behind the letter, seven characters at most; filled up with ends. */
type Answers = Readonly<Record<string, string>>;

const BYTES = 8;
const [BEGIN, END] = [0x3a, 0x0d];

export class TrippUnit {
  readonly answers: Map<string, string>;
  /** Letters and what was behind them, in hexadecimal. */
  readonly orders: string[] = [];
  mute = false;
  /** Makes something else of what the endpoint brings. */
  spoil: (bytes: Uint8Array) => Uint8Array = (bytes) => bytes;
  #last: Uint8Array | undefined;

  constructor(protocol: number, answers: Answers) {
    this.answers = new Map(Object.entries({ "\0": String.fromCharCode(protocol >> 8, protocol & 0xff), ...answers }));
  }

  readonly does: Behaviours = {
    controlOut: ({ type, recipient, request, value }, bytes) => {
      if (`${type} ${recipient} ${request} ${value}` === "class interface 9 768") this.#hear(bytes);
      return SENT;
    },
    read: (address, length) =>
      this.mute || address !== 0x81 || length !== BYTES || !this.#last ? TIMEOUT : data(this.spoil(this.#last)),
  };

  #hear(bytes: Uint8Array): void {
    const end = bytes.lastIndexOf(END);
    const command = bytes.subarray(1, end - 1);
    const sum = command.reduce((all, byte) => all + byte, 0);
    if (bytes[0] !== BEGIN || bytes.length !== BYTES || bytes[end - 1] !== ((0xff - sum) & 0xff)) return;
    const letter = String.fromCharCode(command[0] ?? 0);
    const answer = this.answers.get(letter);
    if (answer === undefined) return;
    if (command.length > 1 || "AZG".includes(letter)) this.#obey(letter, command);
    this.#last = Buffer.from(letter + (this.answers.get(letter) ?? ""), "latin1");
    this.#last = Uint8Array.from({ length: BYTES }, (_, at) => this.#last?.[at] ?? END);
  }

  #obey(letter: string, command: Uint8Array): void {
    this.orders.push(Buffer.from(command).toString("hex"));
    if (letter === "J") this.answers.set("U", Buffer.from(command.subarray(1)).toString("latin1"));
    if (letter === "Z") this.answers.set("M", this.answers.get("D")?.slice(0, 2).repeat(2) ?? "");
  }
}

/** What every one of them takes. */
const TAKES = { A: "", G: "", J: "", K: "", N: "", W: "", Z: "" } as const;

export const OMNIVS: Answers = {
  ...TAKES,
  // 1 kVA, 120 V, 12 V.
  F: "1143\0A",
  P: "01000X",
  S: "10\0XXX",
  V: "102XXX",
  B: "0DF7CF",
  L: "00EAXX",
};

export const OMNIVS_2001: Answers = { ...OMNIVS, S: "10\0\0XX", V: "202XXX", U: "\x01\x02" };

export const SMARTPRO: Answers = {
  ...TAKES,
  F: "1019 A",
  P: "01500X",
  S: "10\0\0Z0",
  V: "20420X",
  D: "7187",
  L: "29\0\0_X",
  M: "6A7F",
  T: "7D2581",
  U: "\xff\xff",
};

export const SMART_0004: Answers = {
  ...TAKES,
  F: "10 SM ",
  P: "0070X",
  S: "10\0\0",
  V: "1022",
  D: "7187",
  L: "1E",
  M: "6F7A",
  T: "7D0258",
};

/** Bytes are numbers: 115 V and 13.1 V, 24 V rated. */
export const SMART_3005: Answers = {
  ...TAKES,
  F: "2 0XX",
  P: "00500X",
  S: "\x01\0\0\0",
  V: "\x02\0\x18\x02",
  D: "\0\x73\0\x83",
  L: "\x11",
  M: "\0\x6a\0\x7f",
  T: "3",
  U: "\0\x07",
};

export const SMART_3017: Answers = { ...SMARTPRO, V: "20800X", D: "7887", T: "7D1F40", S: "10\0\0" };
