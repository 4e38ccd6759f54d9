import { describe, expect, it } from "@jest/globals";
import { STATUS_TOKENS } from "../../../src/nut/status.ts";
import type { Ups } from "../../../src/web/page/api/types.ts";
import { EN } from "../../../src/web/page/i18n/en.ts";
import { fill, isMessage, LANGUAGES, languageOf } from "../../../src/web/page/i18n/languages.ts";
import { ago, duration, temperature, withUnit } from "../../../src/web/page/text/format.ts";
import { lookOf, measuresOf, modelOf } from "../../../src/web/page/text/measures.ts";

const placeholders = (text: string): readonly string[] => (text.match(/\{\w+\}/g) ?? []).sort();

describe("the languages of the page", () => {
  it.each(Object.entries(LANGUAGES))("%s says everything, with the same figures as English", (_, { messages }) => {
    for (const [key, english] of Object.entries(EN)) {
      const text = messages[key as keyof typeof EN];
      expect([key, text.trim() === ""]).toEqual([key, false]);
      expect([key, placeholders(text)]).toEqual([key, placeholders(english)]);
    }
  });

  it("have a word for every word of a status", () => {
    for (const token of STATUS_TOKENS) expect([token, isMessage(`status.${token}`)]).toEqual([token, true]);
  });

  it.each([
    [["de-AT", "en"], "de"],
    [["pt-BR", "fr-CA"], "fr"],
    [["ja"], "en"],
    [[], "en"],
    [["constructor"], "en"],
  ])("of a reader of %p is %s", (wanted, language) => {
    expect(languageOf(wanted)).toBe(language);
  });

  it("leave a figure that nobody gave as it is", () => {
    expect(fill("{name} lasts {runtime}", { name: "ups" })).toBe("ups lasts {runtime}");
  });
});

describe("times and figures", () => {
  it.each([
    [45, "45 sec"],
    [119, "119 sec"],
    [120, "2 min"],
    [2400, "40 min"],
    [7500, "2 hr 5 min"],
    [7200, "2 hr"],
    [300_000, "3 days 11 hr"],
  ])("%i seconds are %s", (seconds, text) => {
    expect(duration(seconds, "en")).toBe(text);
  });

  it("tell how long ago something was", () => {
    expect([ago(0, "en"), ago(30, "en"), ago(600, "en"), ago(90_000, "en"), ago(-5, "en")]).toEqual([
      "now",
      "30 seconds ago",
      "10 minutes ago",
      "25 hours ago",
      "now",
    ]);
  });

  it("have units as people write them", () => {
    expect([temperature(21.5, "celsius", "de"), temperature(21.5, "fahrenheit", "de")]).toEqual(["21,5 °C", "70,7 °F"]);
    expect(withUnit("25", "degrees C", "fahrenheit", "en")).toBe("77 °F");
    expect(withUnit("N/A", "degrees C", "fahrenheit", "en")).toBe("N/A °C");
    const shown = (text: string, unit?: string) => withUnit(text, unit, "celsius", "en");
    expect([shown("21", "degrees C"), shown("230", "V"), shown("OL")]).toEqual(["21 °C", "230 V", "OL"]);
  });
});

describe("what a card shows", () => {
  const with_ = (values: Readonly<Record<string, string>>, more: Partial<Ups> = {}): Ups =>
    ({
      description: null,
      condition: "live",
      status: [],
      variables: Object.fromEntries(Object.entries(values).map(([name, text]) => [name, { text, value: text }])),
      ...more,
    }) as Ups;

  it("is estimated where only the load is known, and says so", () => {
    expect(measuresOf(with_({ "ups.load": "50", "ups.realpower.nominal": "400" })).power).toEqual({
      watts: 200,
      estimated: true,
    });
    expect(measuresOf(with_({ "ups.realpower": "210" })).power).toEqual({ watts: 210, estimated: false });
  });

  it("is nothing where a value is no number", () => {
    const { charge, runtime, load } = measuresOf(
      with_({ "battery.charge": "<b>", "battery.runtime": "", "ups.load": "NaN" }),
    );
    expect([charge, runtime, load]).toEqual([undefined, undefined, undefined]);
  });

  it("names maker and model once", () => {
    expect(modelOf(with_({ "device.mfr": "APC", "device.model": "APC Back-UPS" }))).toBe("APC Back-UPS");
    expect(modelOf(with_({ "ups.mfr": "EATON", "ups.model": "5E" }))).toBe("EATON 5E");
  });

  it.each([
    [["OL"], "live", "calm"],
    [["OL", "RB"], "live", "doubtful"],
    [["OB", "DISCHRG"], "live", "battery"],
    [["OB", "LB"], "live", "low"],
    [["FSD", "OL"], "live", "low"],
    [["OB", "LB"], "lost", "vanished"],
    [["OL"], "stale", "vanished"],
  ] as const)("%p, %s, looks %s", (status, condition, look) => {
    expect(lookOf({ status, condition })).toBe(look);
  });
});
