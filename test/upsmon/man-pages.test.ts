import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { UPSMON_CONF } from "../../src/conf/tables/upsmon-conf.ts";
import { World } from "../../src/drill/world/world.ts";
import { DEFAULT_MESSAGES } from "../../src/upsmon/core/messages.ts";
import { monitor } from "../scenarios/monitor.ts";

const page = (name: string): string => readFileSync(new URL(`../../man/${name}.md`, import.meta.url), "utf8");
const conf = page("upsmon.conf.5");

/** The text below a heading. */
const body = (heading: string): string =>
  conf.split(`### ${heading}\n`)[1]?.split(/^#/m)[0]?.replace(/\s+/g, " ") ?? "";

describe("the manual page of upsmon.conf", () => {
  it("has every directive with its arguments, and no other", () => {
    const forms = Object.values(UPSMON_CONF).map((row) => `${row.name} ${row.form}`);
    const headings = [...conf.matchAll(/^### (.+)$/gm)].map(([, heading]) => heading);
    expect(headings.sort()).toEqual(forms.sort());
  });

  it("gives the defaults of the table", () => {
    const rows = Object.values(UPSMON_CONF).flatMap((row) => {
      if (row.kind !== "one" || (typeof row.fallback !== "number" && typeof row.fallback !== "boolean")) return [];
      return row.name === "SHUTDOWNEXIT" ? [] : [[`${row.name} ${row.form}`, Number(row.fallback)] as const];
    });
    expect(rows.length).toBeGreaterThan(14);
    for (const [heading, fallback] of rows)
      expect([heading, body(heading)]).toEqual([
        heading,
        expect.stringMatching(new RegExp(`default is ${fallback}[.: ]`)),
      ]);
  });

  it("has every notify type with its default message", () => {
    const rows = [...conf.matchAll(/^\| ([A-Z_]+) \| (.+) \|$/gm)].map(([, type, message]) => [type, message]);
    expect(rows).toEqual(Object.entries(DEFAULT_MESSAGES));
  });
});

describe("the manual page of upsmon", () => {
  it("shows messages that upsmon really has", () => {
    const shown = [...(page("upsmon.8").split("## MESSAGES")[1] ?? "").matchAll(/^ {4}(.+)$/gm)].map(
      ([, text]) => text,
    );
    const world = new World();
    const texts: string[] = [];
    const host = world.host({
      monitors: [monitor(), monitor("ups2@server", { powerValue: 0 })],
    });
    host.hear = (text) => texts.push(text);
    const watched = world.ups("ups2@server");
    world
      .at(21, () => Object.assign(watched, { status: "OB LB" }))
      .at(31, () => Object.assign(watched, { status: "OL" }))
      .at(41, () => Object.assign(watched, { mood: "refuse" }))
      .at(51, () => Object.assign(watched, { mood: "answers" }))
      .at(60, () => host.send({ kind: "fsd", how: "Signal 10" }))
      .run(90);
    const said = [...host.log.map((line) => line.replace(/^\S+ \S+ /, "")), ...texts];
    const anyUps = (text = ""): string => text.replace("ups2@", "ups1@");
    expect(shown.filter((text) => !said.some((line) => anyUps(line) === anyUps(text)))).toEqual([]);
    expect(shown).toHaveLength(10);
  });
});
