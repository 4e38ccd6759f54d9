/** Names and secrets beyond ASCII: with which programs they work, said where they stand. */
import { asciiPart, isBeyondAscii, shorterPassword } from "../nut/byte-text.ts";

export interface Doubt {
  readonly text: string;
  readonly advice: string;
}

const ADVICE = "use ASCII letters where C programs take part";
const NOT_UTF8 = "save the file as UTF-8, or use ASCII letters";
const RAW_BYTE = /[\udc80-\udcff]/u;

/** A file in Latin-1 names nothing that a file or a terminal in UTF-8 names. */
const bytes = (name: string): string => (RAW_BYTE.test(name) ? " (not in UTF-8: it is compared byte by byte)" : "");

/** What is doubtful about a name of `what` ("UPS", "user"); undefined when it is ASCII. */
export function doubtfulName(what: string, name: string): Doubt | undefined {
  if (!isBeyondAscii(name)) return undefined;
  const short = asciiPart(name);
  const fate =
    short === "" ? `and nothing is left: none of them knows this ${what}` : `and know this ${what} as ${short} only`;
  return {
    text: `the name has letters beyond ASCII${bytes(name)}: NUT's C programs leave them out, ${fate}`,
    advice: RAW_BYTE.test(name) ? NOT_UTF8 : ADVICE,
  };
}

/** As `doubtfulName`; the password is not repeated. */
export function doubtfulPassword(password: string): Doubt | undefined {
  if (!isBeyondAscii(password)) return undefined;
  const fate =
    shorterPassword(password) === undefined
      ? "and too little is left: upsd refuses C programs that read it from a file"
      : "and upsd takes the shorter password from them, too";
  return {
    text: `the password has letters beyond ASCII${bytes(password)}: NUT's C programs leave them out, ${fate}`,
    advice: RAW_BYTE.test(password) ? NOT_UTF8 : ADVICE,
  };
}
