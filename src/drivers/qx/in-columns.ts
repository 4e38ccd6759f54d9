/**
 * Replies whose fields are parted by blanks, set in columns of their own width: makers write `27.5`, `027.5` and `384.0`
 * in the same place, and what stands behind would be read from the wrong columns.
 */
import { firstLine } from "./session.ts";

export interface Layout {
  readonly leading: "(" | "#";
  /** Width that each field is set in, blanks between them. */
  readonly widths: readonly number[];
  /** Width of each field as the family writes it, for replies in which a field is blank. */
  readonly written: readonly number[];
  /** What stands behind the fields; "" for nothing. */
  readonly rest: RegExp;
}

/** Bytes of noise or of an echo that may stand before the leading character. */
const NOISE = 4;

export function column({ widths }: Layout, field: number): readonly [from: number, to: number] {
  const from = 1 + widths.slice(0, field).reduce((sum, width) => sum + width + 1, 0);
  return [from, from + (widths[field] ?? 0) - 1];
}

/** First column behind the fields. */
export const restColumn = ({ widths }: Layout): number => 1 + widths.reduce((sum, width) => sum + width + 1, 0);

function byBlanks(body: string, { widths, rest }: Layout): readonly string[] | undefined {
  const parts = body.trim().split(/ +/);
  return parts.length >= widths.length && rest.test(parts[widths.length] ?? "") ? parts : undefined;
}

function byColumns(body: string, { written, rest }: Layout): readonly string[] | undefined {
  const parts: string[] = [];
  let at = 0;
  for (const width of written) {
    const text = body.slice(at, at + width + 1);
    if (text.length < width || !/^ ?$/.test(text.slice(width))) return undefined;
    parts.push(text.slice(0, width).trim());
    at += width + 1;
  }
  const behind = body.slice(at);
  return rest.test(behind) ? [...parts, behind] : undefined;
}

/** A comma is a point; a field wider than its column is none. */
function field(text: string, width: number): string {
  const number = text.replace(/^(\d+),(\d+)$/, "$1.$2");
  return (number.length > width ? "" : number).padStart(width);
}

/** The reply in its columns; undefined where the fields are not there. */
export function inColumns(answer: Uint8Array, layout: Layout): string | undefined {
  const line = firstLine(answer);
  const start = line.indexOf(layout.leading);
  if (start < 0 || start > NOISE || line.includes("\0")) return undefined;
  const body = line.slice(start + 1);
  const parts = byBlanks(body, layout) ?? byColumns(body, layout);
  if (!parts) return undefined;
  const fields = layout.widths.map((width, at) => field(parts[at] ?? "", width));
  return `${layout.leading}${fields.join(" ")} ${parts[layout.widths.length] ?? ""}`;
}

/** The fields of a text that begins with `(`, each set in its width; undefined where there are fewer, or one is wider. */
export function inWidths(text: string, widths: readonly number[]): string | undefined {
  const parts = text.slice(1).trim().split(/ +/);
  const fits = text.startsWith("(") && widths.every((width, at) => (parts[at]?.length ?? width + 1) <= width);
  return fits ? `(${widths.map((width, at) => parts[at]?.padStart(width)).join(" ")}` : undefined;
}
