/** Between a change of a UPS's state and the sentence that tells it. */
import type { Change, Range, Variable } from "../nut/ups-state.ts";
import { FROM_DRIVER as SAYS } from "./sentences.ts";

const flagWords = (rw: boolean, type: Variable["type"]): string[] => [
  ...(rw ? ["RW"] : []),
  ...(type === "string" ? ["STRING"] : type === "number" ? ["NUMBER"] : []),
];

const rangeWords = ({ min, max }: Range): { min: string; max: string } => ({ min: String(min), max: String(max) });

export function formatChange(change: Change): string {
  const { name } = change;
  switch (change.kind) {
    case "set":
      return SAYS.setinfo.format({ name, value: change.value });
    case "delete":
      return SAYS.delinfo.format({ name });
    case "flags":
      return SAYS.setflags.format({ name, flags: flagWords(change.rw, change.type) });
    case "aux":
      return SAYS.setaux.format({ name, length: String(change.maxLength) });
    case "add-enum":
      return SAYS.addenum.format({ name, value: change.value });
    case "delete-enum":
      return SAYS.delenum.format({ name, value: change.value });
    case "add-range":
      return SAYS.addrange.format({ name, ...rangeWords(change.range) });
    case "delete-range":
      return SAYS.delrange.format({ name, ...rangeWords(change.range) });
    case "add-cmd":
      return SAYS.addcmd.format({ name });
    case "delete-cmd":
      return SAYS.delcmd.format({ name });
  }
}

export function variableChanges({ name, value, rw, type, maxLength, enums, ranges }: Variable): readonly Change[] {
  return [
    { kind: "set", name, value },
    ...enums.map((entry) => ({ kind: "add-enum", name, value: entry }) as const),
    ...ranges.map((range) => ({ kind: "add-range", name, range }) as const),
    ...(maxLength > 0 ? [{ kind: "aux", name, maxLength } as const] : []),
    ...(rw || type !== undefined ? [{ kind: "flags", name, rw, type } as const] : []),
  ];
}

/** Numbers as C's strtol takes them: digits at the start count, anything else is 0. */
const whole = (text: string): number => {
  const value = Number.parseInt(text, 10);
  return Number.isSafeInteger(value) ? value : 0;
};

function flagsOf(words: readonly string[]): { readonly rw: boolean; readonly type: Variable["type"] } {
  const flags = new Set(words.map((word) => word.toUpperCase()));
  return { rw: flags.has("RW"), type: flags.has("STRING") ? "string" : flags.has("NUMBER") ? "number" : undefined };
}

type Reader = (words: readonly string[]) => Change | undefined;

const named =
  (
    pattern: typeof SAYS.delinfo | typeof SAYS.addcmd | typeof SAYS.delcmd,
    kind: "delete" | "add-cmd" | "delete-cmd",
  ): Reader =>
  (words) => {
    const parsed = pattern.parse(words);
    return parsed.kind === "ok" ? { kind, name: parsed.args.name } : undefined;
  };

const valued =
  (
    pattern: typeof SAYS.setinfo | typeof SAYS.addenum | typeof SAYS.delenum,
    kind: "set" | "add-enum" | "delete-enum",
  ): Reader =>
  (words) => {
    const parsed = pattern.parse(words);
    return parsed.kind === "ok" ? { kind, name: parsed.args.name, value: parsed.args.value } : undefined;
  };

const ranged =
  (pattern: typeof SAYS.addrange | typeof SAYS.delrange, kind: "add-range" | "delete-range"): Reader =>
  (words) => {
    const parsed = pattern.parse(words);
    if (parsed.kind !== "ok") return undefined;
    const { name, min, max } = parsed.args;
    return { kind, name, range: { min: whole(min), max: whole(max) } };
  };

const READERS: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ["SETINFO", valued(SAYS.setinfo, "set")],
  ["DELINFO", named(SAYS.delinfo, "delete")],
  ["ADDENUM", valued(SAYS.addenum, "add-enum")],
  ["DELENUM", valued(SAYS.delenum, "delete-enum")],
  ["ADDRANGE", ranged(SAYS.addrange, "add-range")],
  ["DELRANGE", ranged(SAYS.delrange, "delete-range")],
  ["ADDCMD", named(SAYS.addcmd, "add-cmd")],
  ["DELCMD", named(SAYS.delcmd, "delete-cmd")],
  [
    "SETAUX",
    (words) => {
      const parsed = SAYS.setaux.parse(words);
      return parsed.kind === "ok"
        ? { kind: "aux", name: parsed.args.name, maxLength: whole(parsed.args.length) }
        : undefined;
    },
  ],
  [
    "SETFLAGS",
    (words) => {
      const parsed = SAYS.setflags.parse(words);
      return parsed.kind === "ok"
        ? { kind: "flags", name: parsed.args.name, ...flagsOf(parsed.args.flags) }
        : undefined;
    },
  ],
]);

export const parseChange = (words: readonly string[]): Change | undefined =>
  READERS.get((words[0] ?? "").toUpperCase())?.(words);
