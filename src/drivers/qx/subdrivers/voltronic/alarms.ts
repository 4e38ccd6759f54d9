import type { Reader } from "../../../kit/codecs.ts";
import type { QxReply, Slice } from "../../protocol.ts";
import { by, isOne } from "../../readers.ts";
import { type AlarmTexts, FAULTS, FAULTS_P31, WARNINGS } from "./alarm-texts.ts";
import { speaks } from "./families.ts";

/** Longest list in words; one that is longer is given by its bits, for `ups.alarm` holds 255 characters. */
const LONGEST = 224;

const bitList = (bits: readonly number[]): string =>
  bits.map((bit) => `#${String(bit + 1).padStart(2, "0")}`).join(", ");

/** The bits that are set, as one text behind `title`; undefined where none is. */
export const listWarnings = (title: string, texts: AlarmTexts): Reader<Slice> =>
  by(({ text }) => {
    if (!text.includes("1")) return undefined;
    const set = [...text].flatMap((bit, at) => (bit === "1" ? [at] : []));
    const known = set.filter((bit) => texts[bit] !== undefined);
    const unknown = set.filter((bit) => texts[bit] === undefined);
    const rest = unknown.length > 0 ? [`Unknown warnings [bit: ${bitList(unknown)}]`] : [];
    const words = [...known.map((bit) => texts[bit]), ...rest].join(" ");
    if (words.length < LONGEST || known.length === 0) return `${title} ${words}`;
    return `${title} ${[`Known (see log or manual) [bit: ${bitList(known)}]`, ...rest].join("; ")}`;
  });

// > QWS
// < (0000000100000000000000000000000000000000000000000000000000000000
//   01234567890123456789012345678901234567890123456789012345678901234
//   0         1         2         3         4         5         6
export const WARNING_BITS: QxReply = {
  ask: "QWS\r",
  length: 66,
  leading: "(",
  shape: /^\([01]+$/,
  rows: [
    { at: [1, 64], alarm: listWarnings("UPS warnings:", WARNINGS) },
    { at: [8, 8], raises: "LB", when: isOne },
    { at: [9, 9], raises: "OVER", when: isOne },
    { at: [56, 56], raises: "RB", when: isOne },
  ],
};

const PHASE: Readonly<Record<string, string>> = { A: "L1", B: "L2", C: "L3" };

const isP31 = speaks(31);

function faultText(slice: Slice): string | undefined {
  const { text } = slice;
  if (/^OK/i.test(text)) return undefined;
  const [, phase = ""] = /^1([ABC])$/.exec(text) ?? [];
  if (phase !== "" && !isP31(slice)) return `${PHASE[phase]} inverter negative power out of acceptable range.`;
  const found = /^\d\d$/.test(text) ? (isP31(slice) ? FAULTS_P31 : FAULTS)[Number(text)] : undefined;
  return found ?? `Unknown fault [${text}]`;
}

const isOverload = (slice: Slice): boolean => slice.text === (isP31(slice) ? "07" : "43");

// Asked while the status tells a fault; otherwise the device gives an old one.
//
// > QFS
// < (OK
// < (14 212.1 50.0 005.6 49.9 006 010.6 343.8 ---.- 026.2 021.8 01101100
//   012345678901234567890123456789012345678901234567890123456789012345678
//   0         1         2         3         4         5         6
export const FAULT: QxReply = {
  ask: "QFS\r",
  length: 4,
  leading: "(",
  when: (view) => view.known("~fault") === "yes",
  rows: [
    { at: [1, 2], alarm: by(faultText) },
    { at: [1, 2], raises: "OVER", when: isOverload },
  ],
};
