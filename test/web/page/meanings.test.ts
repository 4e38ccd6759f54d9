/** What variables mean, in every language of the page. */
import { describe, expect, it } from "@jest/globals";
import { isVariableName } from "../../../src/nut/catalogue/variables.ts";
import { LANGUAGES } from "../../../src/web/page/i18n/languages.ts";
import { MEANINGS, meaningOf } from "../../../src/web/page/i18n/meanings/meanings.ts";

describe("what variables mean", () => {
  it("is there for the commonest, all of which NUT lists, in every language but English", () => {
    expect(["en", ...Object.keys(MEANINGS)].sort()).toEqual(Object.keys(LANGUAGES).sort());
    for (const meanings of Object.values(MEANINGS)) {
      expect(Object.keys(meanings).length).toBeGreaterThanOrEqual(60);
      expect(Object.keys(meanings).filter((name) => !isVariableName(name))).toEqual([]);
      const texts = Object.values(meanings);
      expect(texts.filter((text) => text.trim() !== text || text === "" || text.length > 80)).toEqual([]);
    }
  });

  it("is another text for each variable of a language, and Russian in Cyrillic letters", () => {
    for (const meanings of Object.values(MEANINGS)) {
      const texts: readonly string[] = Object.values(meanings);
      expect(texts.filter((text, i) => texts.indexOf(text) !== i)).toEqual([]);
    }
    expect(Object.values(MEANINGS.ru).filter((text) => !/[а-яё]/i.test(text))).toEqual([]);
  });

  it("is said in the reader's language, in the server's words where it is not known there", () => {
    expect(meaningOf("battery.charge", "Charge", "de")).toBe("Ladung der Batterie");
    expect(meaningOf("battery.charge", "Charge", "it")).toBe("Carica della batteria");
    expect(meaningOf("battery.charge", "Charge", "en")).toBe("Charge");
    expect(meaningOf("vendor.thing", "Thing", "de")).toBe("Thing");
    expect(meaningOf("vendor.thing", undefined, "de")).toBe("");
  });
});
