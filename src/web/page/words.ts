/** The words of the page in the reader's language. */
import { fill, LANGUAGES, type Language, type MessageKey, type Words } from "./i18n/languages.ts";
import { language } from "./preferences.ts";
import { useStore } from "./store.ts";

export interface Speech {
  readonly locale: Language;
  say(key: MessageKey, words?: Words): string;
}

export const speechIn = (locale: Language): Speech => ({
  locale,
  say: (key, words = {}) => fill(LANGUAGES[locale].messages[key], words),
});

export const useSpeech = (): Speech => speechIn(useStore(language));
