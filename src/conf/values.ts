/** How single values of configuration files are read and written, with what the C programs make of them. */

export type Read<T> =
  | { readonly kind: "ok"; readonly value: T; readonly doubt?: string; readonly advice?: string }
  | { readonly kind: "bad"; readonly text: string; readonly advice?: string };

export interface ValueCodec<T> {
  /** What stands for the value in a synopsis: `seconds`, `yes|no|auto`. */
  readonly form: string;
  /** Never throws. */
  read(text: string): Read<T>;
  write(value: T): string;
}

const ok = <T>(value: T): Read<T> => ({ kind: "ok", value });
const bad = (text: string, advice?: string): Read<never> => ({
  kind: "bad",
  text,
  ...(advice === undefined ? {} : { advice }),
});

/** Any text but none at all. */
export const text = (form: string): ValueCodec<string> => ({
  form,
  read: (value) => (value === "" ? bad("the value is empty") : ok(value)),
  write: (value) => value,
});

/** Any text, also an empty one. */
export const anyText = (form: string): ValueCodec<string> => ({ form, read: ok, write: (value) => value });

/** A text that the C programs take as it comes and that people write in few ways. */
export const commaList = (form: string): ValueCodec<readonly string[]> => ({
  form,
  read: (value) =>
    ok(
      value
        .split(",")
        .map((item) => item.trim())
        .filter((item) => item !== ""),
    ),
  write: (values) => values.join(","),
});

/** Words parted by blanks or commas; at least one. */
export const wordList = (form: string): ValueCodec<readonly string[]> => ({
  form,
  read: (value) => {
    const words = value.split(/[\s,]+/).filter((word) => word !== "");
    return words.length === 0 ? bad("the value is empty") : ok(words);
  },
  write: (words) => words.join(" "),
});

const INT_MAX = 2 ** 31 - 1;
const DECIMAL = /^\s*([+-]?\d+)(.*)$/s;

export interface Bounds {
  readonly min?: number;
  readonly max?: number;
  /** Refuse `15s`; else the number counts and the rest is reported, as atoi does it silently. */
  readonly whole?: boolean;
}

export const integer = (
  form: string,
  { min = -INT_MAX, max = INT_MAX, whole = false }: Bounds = {},
): ValueCodec<number> => ({
  form,
  read: (value) => {
    const match = DECIMAL.exec(value);
    const rest = match?.[2] ?? "";
    if (!match || (whole && rest !== "")) return bad(`"${value}" is not a number`);
    const number = Number(match[1]);
    if (number < min) return bad(`${number} is too small`, `${min} is the smallest number here`);
    if (number > max) return bad(`${number} is too large`, `${max} is the largest number here`);
    if (rest === "") return ok(number);
    return {
      kind: "ok",
      value: number,
      doubt: `only the number ${number} of "${value}" counts`,
      advice: "write it without a unit",
    };
  },
  write: String,
});

/** A number in hexadecimal, with or without `0x`. */
export const hexadecimal = (form: string): ValueCodec<number> => ({
  form,
  read: (value) =>
    /^(0x)?[0-9a-f]{1,8}$/i.test(value)
      ? ok(Number.parseInt(value, 16))
      : bad(`"${value}" is not a hexadecimal number`),
  write: (value) => `0x${value.toString(16)}`,
});

const TRUE = new Set(["true", "on", "yes", "1"]);
const FALSE = new Set(["false", "off", "no", "0"]);

export function truthOf(value: string): boolean | undefined {
  const word = value.toLowerCase();
  return TRUE.has(word) ? true : FALSE.has(word) ? false : undefined;
}

const NO_TRUTH = "write yes or no";

/** `true on yes 1` and `false off no 0`, in any case. */
export const TRUTH: ValueCodec<boolean> = {
  form: "yes|no",
  read: (value) => {
    const truth = truthOf(value);
    return truth === undefined ? bad(`"${value}" is neither yes nor no`, NO_TRUTH) : ok(truth);
  },
  write: (value) => (value ? "yes" : "no"),
};

/** As TRUTH, and any number: all but 0 are true. */
export const TRUTH_OR_NUMBER: ValueCodec<boolean> = {
  ...TRUTH,
  read: (value) => {
    const number = /^\d+/.exec(value)?.[0];
    return number === undefined ? TRUTH.read(value) : ok(Number(number) !== 0);
  },
};

/** 0 or another number, as the C programs read it with atoi; words are understood and reported. */
export const SWITCH: ValueCodec<boolean> = {
  form: "0|1",
  read: (value) => {
    const number = DECIMAL.exec(value)?.[1];
    if (number !== undefined) return ok(Number(number) !== 0);
    const truth = truthOf(value);
    if (truth === undefined) return bad(`"${value}" is neither 0 nor 1`, "write 0 or 1");
    if (!truth) return ok(false);
    return { kind: "ok", value: true, doubt: `C programs read "${value}" as 0`, advice: "write 1" };
  },
  write: (value) => (value ? "1" : "0"),
};

export function choice<const T extends string>(
  words: readonly T[],
  spellings: Readonly<Record<string, T>> = {},
): ValueCodec<T> {
  const all = new Map<string, T>([...words.map((word) => [word, word] as const), ...Object.entries(spellings)]);
  return {
    form: words.join("|"),
    read: (value) => {
      const found = all.get(value);
      return found === undefined ? bad(`"${value}" is not known here`, `write ${words.join(", ")}`) : ok(found);
    },
    write: (value) => value,
  };
}

/** Reads with `codec`; a value it refuses counts as `instead`, with the same words as a doubt. */
export const lenient = <T>(codec: ValueCodec<T>, instead: T): ValueCodec<T> => ({
  ...codec,
  read: (value) => {
    const read = codec.read(value);
    if (read.kind === "ok") return read;
    return {
      kind: "ok",
      value: instead,
      doubt: `${read.text} and counts as ${codec.write(instead)}`,
      ...(read.advice === undefined ? {} : { advice: read.advice }),
    };
  },
});
