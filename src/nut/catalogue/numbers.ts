/** A name with its numbers taken out: `outlet.3.status` is `outlet.#.status` with 3. */
export interface Unnumbered {
  readonly name: string;
  readonly numbers: readonly string[];
}

const NUMBER_PART = /(?<=[._]|\.pv)\d+(?=\.|$)/g;

export function unnumbered(name: string): Unnumbered {
  const numbers: string[] = [];
  const bare = name.replace(NUMBER_PART, (digits) => {
    numbers.push(digits);
    return "#";
  });
  return { name: bare, numbers };
}

/** Puts the numbers back in place of `#`. */
export function withNumbers(text: string, numbers: readonly string[]): string {
  let at = 0;
  return text.replace(/#/g, () => numbers[at++] ?? "#");
}
