import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { WEB_CONF_SECTIONS } from "../../src/conf/web/web-conf.ts";
import { MQTT_SECTION } from "../../src/mqtt/settings.ts";
import { DOMOTICZ_SECTION } from "../../src/push/domoticz/settings.ts";
import { HOMEMATIC_SECTION } from "../../src/push/homematic/settings.ts";
import { INFLUX_SECTION } from "../../src/push/influx/settings.ts";
import { NIS_SECTION } from "../../src/push/nis/settings.ts";

const PAGE = readFileSync(new URL("../../man/web.conf.5.md", import.meta.url), "utf8");
const SHAPES = [MQTT_SECTION, INFLUX_SECTION, DOMOTICZ_SECTION, HOMEMATIC_SECTION, NIS_SECTION];

/** Headings of a section, and what its first paragraph says stands in another. */
function wordsIn(section: string): string {
  const [, text = ""] = PAGE.split(`## THE SECTION [${section}]\n`);
  const own = text.split(/^## /m)[0] ?? "";
  return [...own.matchAll(/^### .*$/gm), own.split("\n###")[0]].join("\n");
}

describe("web.conf(5)", () => {
  it("has all sections", () => {
    expect(SHAPES.map(({ section }) => section)).toEqual([...WEB_CONF_SECTIONS]);
  });

  it.each(SHAPES.map((shape) => [shape.section, shape] as const))("has every setting of [%s]", (section, { known }) => {
    const words = wordsIn(section);
    expect(known.filter((name) => !new RegExp(`\\b${name}\\b`).test(words))).toEqual([]);
  });

  it("names the file of every secret", () => {
    const secrets = SHAPES.flatMap(({ secrets = [] }) => secrets);
    expect(secrets.filter((name) => !PAGE.includes(`${name}_file`))).toEqual([]);
  });
});
