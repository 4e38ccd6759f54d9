/** A Smart-UPS as most of them are; a test changes what it is about. */
import type { ApcProfile } from "../../../sim/devices/apc-answers.ts";

const ANSWERS: Readonly<Record<string, string>> = {
  Y: "SM",
  Q: "08",
  V: "FWI",
  b: "600.3.I",
  a: "3.!$%+?=#|.\x01\x0e\x1a')+-89@ABCDEFGKLMNOPQRSUVWXYZ^abcefgjlnopqrsuxyz~",
  "\x01": "Smart-UPS 1000",
  "\x1a": "#uI43253264271280uM43229234239224lI43196188208204s441HMLLq44202050710E443336168ON OFF",
  n: "QS0123456789",
  c: "RACK",
  x: "08/10/04",
  B: "27.60",
  C: "030.6",
  E: "336",
  F: "50.00",
  G: "S",
  L: "230.4",
  M: "231.8",
  N: "228.9",
  O: "230.4",
  P: "012.5",
  X: "OK",
  "9": "FF",
  e: "15",
  f: "100.0",
  g: "024",
  j: "0047:",
  l: "208",
  o: "230",
  p: "180",
  q: "05",
  r: "060",
  s: "H",
  u: "253",
  A: "OK",
  D: "OK",
  S: "OK",
  U: "OK",
  W: "OK",
  "^": "OK",
  R: "BYE",
};

/** These say nothing. */
const MUTE = ["K", "Z", "\x0e", "\x1b"];

/** Without line ends; undefined for a question that the UPS does not know. */
export const smartUps = (
  changes: Readonly<Record<string, string | undefined>> = {},
  rest: Partial<ApcProfile> = {},
): ApcProfile => ({
  eol: "",
  unknown: "NA\r\n",
  exchanges: [
    ...Object.entries({ ...ANSWERS, ...changes }).flatMap(([send, text]) =>
      text === undefined ? [] : [{ send, recv: `${text}\r\n` }],
    ),
    ...MUTE.map((send) => ({ send, recv: "" })),
  ],
  cycle: {
    key: "-",
    answer: "OK\r\n",
    refuse: "NO\r\n",
    values: {
      u: ["253", "264", "271", "280"],
      l: ["196", "188", "208", "204"],
      s: ["H", "M", "L", "L"],
      q: ["02", "05", "07", "10"],
      E: ["336", "168", "ON ", "OFF"],
    },
    strings: { c: 8, x: 8 },
  },
  ...rest,
});
