/**
 * Bytes that a person did not mean to write: NUL and other control characters, bytes that are no UTF-8, line ends of
 * other systems. They are told with their place and with what becomes of them. A mark of the byte order and CRLF do no harm.
 */
import { hex } from "../nut/hex.ts";
import type { Reporter } from "./problem.ts";

/** What the reader of the file does with a character. */
export interface ByteHandling {
  readonly control: "left out" | "kept";
  readonly undecoded: "left out" | "kept";
}

export const WORD_BYTES: ByteHandling = { control: "left out", undecoded: "kept" };

/** In the `u` mode a surrogate matches only where it is no half of a character. */
const ODD = /[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff]|\r(?!\r*(?:\n|$))/u;
const ALL_ODD = new RegExp(ODD, "gu");
/** The marks of UTF-16, as bytes that are no UTF-8. */
const UTF16 = /^(?:\udcff\udcfe|\udcfe\udcff)/;
const MOST = 10;

const numberOf = (code: number): string => `0x${hex(code, 2).toUpperCase()}`;

function textOf(code: number, { control, undecoded }: ByteHandling): readonly [text: string, advice: string] {
  if (code === 13) return ["a carriage return alone ends no line: this line goes on", "end each line with a line feed"];
  if (code === 0) return [`a NUL byte stands here and is ${control}`, "the file may be damaged: look at this line"];
  if (code >= 0xd800) {
    const what =
      code >= 0xdc80 && code <= 0xdcff ? `byte ${numberOf(code - 0xdc00)} is no UTF-8` : "half a character stands here";
    return [`${what} and is ${undecoded}${undecoded === "kept" ? " as it is" : ""}`, "save the file as UTF-8"];
  }
  return [`control character ${numberOf(code)} stands here and is ${code < 32 ? control : "kept"}`, "delete it"];
}

function checkLine(line: string, number: number, handling: ByteHandling, report: Reporter): boolean {
  const found = ODD.exec(line);
  if (!found) return false;
  const place = { line: number, column: [...line.slice(0, found.index)].length + 1 };
  const [text, advice] = textOf(found[0].codePointAt(0) ?? 0, handling);
  const others = (line.match(ALL_ODD)?.length ?? 1) - 1;
  const more = others > 0 ? ` (and ${others} more in this line)` : "";
  const add = /^\s*#/.test(line) ? report.note : report.warning;
  add(place, `${text}${more}`, advice);
  return true;
}

/** Reports the odd bytes of a text. False when nothing can be made of it. */
export function checkBytes(text: string, handling: ByteHandling, report: Reporter): boolean {
  if (UTF16.test(text)) {
    report.error({ line: 1, column: 1 }, "this file is in UTF-16 and cannot be read", "save it as UTF-8");
    return false;
  }
  if (!ODD.test(text)) return true;
  let told = 0;
  for (const [i, line] of text.split("\n").entries()) {
    if (!checkLine(line, i + 1, handling, report) || ++told < MOST) continue;
    report.warning({ line: i + 1, column: 1 }, "there are more such bytes from here on; they are not listed");
    return true;
  }
  return true;
}
