export interface TypeInfo {
  readonly writable: boolean;
  /** Only the values that `listEnum` gives can be set. */
  readonly enumeration: boolean;
  /** Only values within the ranges that `listRange` gives can be set. */
  readonly range: boolean;
  /** Longest value in bytes of a STRING:n; undefined for numbers. 0 where the driver gave none. */
  readonly maxLength: number | undefined;
  readonly words: readonly string[];
}

/** Reads the words after the variable's name. Words that nobody knows are kept and mean nothing. */
export function typeInfo(words: readonly string[]): TypeInfo {
  const upper = words.map((word) => word.toUpperCase());
  const length = upper.map((word) => /^STRING:(\d+)$/.exec(word)?.[1]).find((digits) => digits !== undefined);
  return {
    writable: upper.includes("RW"),
    enumeration: upper.includes("ENUM"),
    range: upper.includes("RANGE"),
    maxLength: length === undefined ? undefined : Number(length),
    words,
  };
}
