/** The languages of the page, and how a message gets its words. Pure. */
import { DE } from "./de.ts";
import { EN, type Messages } from "./en.ts";
import { ES } from "./es.ts";
import { FR } from "./fr.ts";
import { IT } from "./it.ts";
import { RU } from "./ru.ts";

export const LANGUAGES = {
  en: { name: "English", messages: EN },
  de: { name: "Deutsch", messages: DE },
  fr: { name: "Français", messages: FR },
  ru: { name: "Русский", messages: RU },
  es: { name: "Español", messages: ES },
  it: { name: "Italiano", messages: IT },
} as const satisfies Record<string, { readonly name: string; readonly messages: Messages }>;

export type Language = keyof typeof LANGUAGES;
export type MessageKey = keyof Messages;

export const isLanguage = (text: string): text is Language => Object.hasOwn(LANGUAGES, text);

/** The first of the reader's languages that there is: `de-AT` is German. */
export function languageOf(wanted: readonly string[]): Language {
  for (const tag of wanted) {
    const [primary = ""] = tag.toLowerCase().split("-");
    if (isLanguage(primary)) return primary;
  }
  return "en";
}

export type Words = Readonly<Record<string, string | number>>;

export function fill(message: string, words: Words): string {
  return message.replace(/\{(\w+)\}/g, (whole, name: string) => String(words[name] ?? whole));
}

export const isMessage = (key: string): key is MessageKey => Object.hasOwn(EN, key);
