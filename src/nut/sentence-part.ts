/** One word of a sentence's pattern: a keyword, or an argument and how it is written. */
export interface Part {
  readonly name: string;
  /** The keyword in capitals, "" for an argument. */
  readonly keyword: string;
  /** `bare` in quotes where it would not read back without; `raw` as it is. */
  readonly form: "bare" | "quoted" | "raw" | "secret";
  readonly optional: boolean;
  readonly rest: boolean;
}

export type Bag = Record<string, string | readonly string[] | undefined>;

const ARGUMENT = /^("?)<([!=]?)([a-z]+)([?*]?)>"?$/;

const FORMS: Readonly<Record<string, Part["form"]>> = { '"': "quoted", "=": "raw", "!": "secret" };

export function partOf(word: string): Part {
  const match = ARGUMENT.exec(word);
  if (!match) return { name: word, keyword: word.toUpperCase(), form: "bare", optional: false, rest: false };
  const [, quote = "", mark = "", name = "", suffix] = match;
  return { name, keyword: "", form: FORMS[quote + mark] ?? "bare", optional: suffix === "?", rest: suffix === "*" };
}
