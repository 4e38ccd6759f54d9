/** What a reader has chosen, kept by the browser. */
import { isLanguage, type Language, languageOf } from "./i18n/languages.ts";
import { Store } from "./store.ts";

export type Theme = "auto" | "light" | "dark";
const isTheme = (text: string): text is Theme => text === "auto" || text === "light" || text === "dark";

function kept(name: string): string {
  try {
    return localStorage.getItem(name) ?? "";
  } catch {
    return "";
  }
}

function keep(name: string, value: string): void {
  try {
    localStorage.setItem(name, value);
  } catch {
    // A browser that keeps nothing forgets it: so be it.
  }
}

const first = kept("language");
export const language = new Store<Language>(isLanguage(first) ? first : languageOf(navigator.languages));

const theme = kept("theme");
export const colours = new Store<Theme>(isTheme(theme) ? theme : "auto");

export function choose(choice: { readonly language?: Language; readonly theme?: Theme }): void {
  if (choice.language) {
    keep("language", choice.language);
    language.set(choice.language);
  }
  if (choice.theme) {
    keep("theme", choice.theme);
    colours.set(choice.theme);
  }
}

/** The document as the reader wants it. */
export function dress(): void {
  const root = document.documentElement;
  root.lang = language.value;
  if (colours.value === "auto") delete root.dataset.theme;
  else root.dataset.theme = colours.value;
}
