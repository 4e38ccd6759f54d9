/** The format of upslog: `%NAME argument%`. As in C, a name counts by its beginning: `%hostname%` is HOST. */
import { strftime } from "./strftime.ts";

export const DEFAULT_FORMAT =
  "%TIME @Y@m@d @H@M@S% %VAR battery.charge% %VAR input.voltage% %VAR ups.load% [%VAR ups.status%] " +
  "%VAR ups.temperature% %VAR input.frequency%";

const NAMES = ["HOST", "UPSHOST", "PID", "TIME", "VAR", "ETIME"] as const;

export type Piece =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: (typeof NAMES)[number]; readonly argument: string };

export interface Moment {
  readonly date: Date;
  readonly host: string;
  /** The UPS as the user gave it. */
  readonly ups: string;
  readonly pid: number;
  value(name: string): string | undefined;
}

const INVALID = "INVALID";
const text = (literal: string): Piece => ({ kind: "text", text: literal });

function pieceOf(inner: string): Piece {
  const blank = inner.indexOf(" ");
  const command = (blank < 0 ? inner : inner.slice(0, blank)).toUpperCase();
  const kind = NAMES.find((name) => command.startsWith(name));
  return kind === undefined ? text(INVALID) : { kind, argument: blank < 0 ? "" : inner.slice(blank + 1) };
}

/** Takes a format apart. Never throws: what is wrong becomes `INVALID` in the log, as in C. */
export function compileFormat(format: string): readonly Piece[] {
  const pieces: Piece[] = [];
  for (let at = 0; at < format.length; at++) {
    const ch = format.charAt(at);
    const next = format.charAt(at + 1);
    if (ch !== "%") pieces.push(text(ch));
    else if (next === "%" || next === "t") {
      pieces.push(text(next === "t" ? "\t" : "%"));
      at++;
    } else {
      const end = format.indexOf("%", at + 1);
      pieces.push(end < 0 ? text(INVALID) : pieceOf(format.slice(at + 1, end)));
      if (end >= 0) at = end;
    }
  }
  return pieces;
}

/** Names of variables from before 1.0 have no dot, and are refused. */
const isVariable = (name: string): boolean => name.includes(".");

export const variablesOf = (pieces: readonly Piece[]): readonly string[] => [
  ...new Set(pieces.flatMap((piece) => (piece.kind === "VAR" && isVariable(piece.argument) ? [piece.argument] : []))),
];

function write(piece: Piece, moment: Moment): string {
  switch (piece.kind) {
    case "text":
      return piece.text;
    case "HOST":
      return moment.host;
    case "UPSHOST":
      return moment.ups;
    case "PID":
      return String(moment.pid);
    case "ETIME":
      return String(Math.floor(moment.date.getTime() / 1000));
    case "TIME":
      return piece.argument === "" ? INVALID : strftime(piece.argument.replaceAll("@", "%"), moment.date);
    case "VAR":
      return isVariable(piece.argument) ? (moment.value(piece.argument) ?? "NA") : INVALID;
  }
}

export const writeLine = (pieces: readonly Piece[], moment: Moment): string =>
  pieces.map((piece) => write(piece, moment)).join("");
