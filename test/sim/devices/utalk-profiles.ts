/** UPSes that speak U-Talk, made up after its document: what they are asked and what they answer. */
import type { Exchange, Profile } from "./answer-table.ts";

const exchanges = (answers: Readonly<Record<string, string>>): readonly Exchange[] =>
  Object.entries(answers).map(([question, answer]) => ({
    send: `${question}\r\n`,
    recv: answer === "" ? "" : `${answer}\r\n`,
  }));

const profile = (answers: Readonly<Record<string, string>>, orders: readonly string[] = []): Profile => ({
  eol: "\r\n",
  unknown: "?\r\n",
  exchanges: [
    ...exchanges({ Z: "", "Ax 0": "", "Ax 1": "", ...answers }),
    ...orders.map((match) => ({ match, recv: "OK\r\n" })),
  ],
});

/** Every order that a new device takes. */
const ORDERS = [
  "^Sx \\d+\r\n$",
  "^Bx 1\r\n$",
  "^W[xy] \\d+\r\n$",
  "^Px [23]\r\n$",
  "^(Bl|Sm|Sn|Bp|E[eoau]) [\\d.]+\r\n$",
];

/** Knows everything, in units of the first table. */
export const PULSAR_EX = profile(
  {
    Si: "4000 20 1",
    "Si 1": "Pulsar EX10 42",
    Ai: "2 1",
    Ss: "00000000",
    Bs: "01000000",
    Ls: "00000000 01000000",
    Ps: "00000000",
    Bl: "97",
    Bn: "1260",
    Bv: "108.4",
    "Bl ?": "30",
    "Bv ?": "96",
    St: "31",
    Ll: "41",
    "Sm ?": "1",
    "Sn ?": "20",
    "Bp ?": "7",
    Lv: "230",
    Lc: "1.7",
    Uv: "228",
    Uf: "499",
    "Ee ?": "184",
    "Eo ?": "190",
    "Ea ?": "254",
    "Eu ?": "264",
  },
  ORDERS,
);

/** An old one: numbers for a name, few values, raw units, commands refused. */
export const PULSAR_ESV = profile({
  Si: "3000 12 0",
  Ss: "00000100",
  Bs: "10000000",
  Ls: "00001000",
  Bl: "62",
  Bv: "54",
  Ll: "33",
  Uv: "0",
});

/** Hundredths of volts and amperes, a name that was cut, on bypass with an alarm and a battery to replace. */
export const EVOLUTION = profile(
  {
    Si: "5000 7 1",
    "Si 1": "Evolutio 1150 07 ",
    Ai: "3 2",
    Ss: "11010010",
    Bs: "00010001",
    Ls: "00100000 00000000",
    Ps: "00000010",
    Bl: "100",
    Bn: "600",
    Bv: "2730",
    "Bl ?": "5",
    Lv: "23050",
    Lc: "412",
    Uv: "22980",
    Uf: "50",
    "Ee ?": "18400",
    "Eu ?": "26400",
    St: "-3",
  },
  ORDERS,
);
