/**
 * The ports of `-E` and `--serial`: `auto`, one character (`0`), a range of them (`0-3`), a path, or paths with commas
 * between them. A character stands for the ports of every kind that end with it.
 */

export interface SerialPorts {
  readonly ports: readonly string[];
  /** True where the user has named each of them: one that is not there is worth a word. */
  readonly named: boolean;
}

type Parsed = ({ readonly kind: "ok" } & SerialPorts) | { readonly kind: "wrong"; readonly text: string };

const KINDS = ["/dev/ttyS", "/dev/ttyUSB", "/dev/ttyACM", "/dev/ttyAMA", "/dev/cua"];
const AUTO = { from: "0", to: "9" };

const RANGE = /^([0-9a-z])-([0-9a-z])?$/i;

function between(from: string, to: string): SerialPorts {
  const [first, last] = [from.charCodeAt(0), to.charCodeAt(0)];
  const names = Array.from({ length: Math.max(0, last - first + 1) }, (_, at) => String.fromCharCode(first + at));
  return { ports: KINDS.flatMap((kind) => names.map((name) => kind + name)), named: false };
}

export function parseSerialPorts(text: string): Parsed {
  if (text.startsWith("auto")) return { kind: "ok", ...between(AUTO.from, AUTO.to) };
  if (/^[0-9a-z]$/i.test(text)) return { kind: "ok", ...between(text, text) };
  const [, from, to = from] = RANGE.exec(text) ?? [];
  if (from !== undefined && to !== undefined) return { kind: "ok", ...between(from, to) };
  const ports = text.split(",").filter(Boolean);
  if (ports.length > 0 && ports.every((port) => port.length > 1)) {
    const paths = ports.map((port) => (port.startsWith("/") ? port : `/dev/${port}`));
    return { kind: "ok", ports: [...new Set(paths)], named: true };
  }
  return {
    kind: "wrong",
    text: `${text}: write auto, one character or a range of them (0, 0-3), or paths with commas between them`,
  };
}
