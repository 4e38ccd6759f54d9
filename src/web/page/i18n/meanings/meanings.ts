/** What variables mean in the reader's language, where it is known there; in English it is what the server says. */
import type { Language } from "../languages.ts";
import { MEANINGS_DE, type MeaningsIn } from "./de.ts";
import { MEANINGS_ES } from "./es.ts";
import { MEANINGS_FR } from "./fr.ts";
import { MEANINGS_IT } from "./it.ts";
import { MEANINGS_RU } from "./ru.ts";

export const MEANINGS: Readonly<Record<Exclude<Language, "en">, MeaningsIn>> = {
  de: MEANINGS_DE,
  fr: MEANINGS_FR,
  ru: MEANINGS_RU,
  es: MEANINGS_ES,
  it: MEANINGS_IT,
};

const isKnown = (variable: string): variable is keyof MeaningsIn => Object.hasOwn(MEANINGS_DE, variable);

/** `said`: what the server says. */
export function meaningOf(variable: string, said: string | undefined, language: Language): string {
  return language !== "en" && isKnown(variable) ? MEANINGS[language][variable] : (said ?? "");
}
