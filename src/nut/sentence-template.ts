/** The writing half of a sentence, compiled: texts that never change, and the arguments between them. */
import type { Bag, Part } from "./sentence-part.ts";
import { escapeWord, formatWord, quoteWord } from "./words.ts";

interface Argument {
  readonly name: string;
  readonly form: Part["form"];
  /** The keywords before it, which stay when it is absent. */
  readonly keywords: string;
  /** Those with the blank and, where it stands in quotes, the first of them. */
  readonly before: string;
}

export interface Template {
  readonly arguments: readonly Argument[];
  /** The keywords after the last argument. */
  readonly end: string;
}

export function templateOf(parts: readonly Part[]): Template {
  const filled: Argument[] = [];
  let keywords = "";
  for (const [at, { name, keyword, form }] of parts.entries()) {
    const blank = at === 0 ? "" : " ";
    if (keyword !== "") keywords += blank + name;
    else {
      filled.push({ name, form, keywords, before: keywords + blank + (form === "quoted" ? '"' : "") });
      keywords = "";
    }
  }
  return { arguments: filled, end: keywords };
}

const bareWord = (word: string): string => (/[\s=]|^$/.test(word) ? quoteWord(word) : escapeWord(word));

function allWords({ keywords, form }: Argument, words: readonly string[]): string {
  let text = keywords;
  for (const word of words) text += ` ${form === "raw" ? word : formatWord(word)}`;
  return text;
}

/** The sentence with its arguments. The server writes every answer by this: raw and quoted words are the short ways. */
export function fillSentence(template: Template, args: Bag): string {
  let text = "";
  for (const argument of template.arguments) {
    const { name, form, before } = argument;
    const value = args[name];
    if (typeof value !== "string") text += value === undefined ? argument.keywords : allWords(argument, value);
    else if (form === "raw") text += before + value;
    else if (form === "quoted") text += `${before}${escapeWord(value)}"`;
    else text += before + bareWord(value);
  }
  return text + template.end;
}
