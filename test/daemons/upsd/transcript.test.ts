/**
 * Raw transcripts: what upsd 2.8.5 answered to every request, valid and not, in the world of
 * fixtures/upsd/world.json. They were taken once from the C program; ours must answer the same bytes.
 */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { VERSION } from "../../../src/nut/version.ts";
import { ask, upsdWorld, type WorldTexts } from "../../sim/upsd-world.ts";

interface Step {
  readonly send: string;
  readonly answer: string;
  readonly closed?: boolean;
}

const fixture = (name: string): string => readFileSync(new URL(`../../fixtures/upsd/${name}`, import.meta.url), "utf8");
const world = JSON.parse(fixture("world.json")) as WorldTexts;
const transcripts = JSON.parse(fixture("answers-2.8.5.json")) as Readonly<Record<string, readonly Step[]>>;

/** Where ours means to differ. */
const DIFFERENCES: Readonly<Record<string, { readonly answer: string; readonly why: string }>> = {
  "a # in quotes: NETVER\n": {
    answer: "",
    why: "after an unescaped # in quotes, C drops what came in the same packet; ours drops the line to its end",
  },
};

const ID = /[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}/;

const normal = (answer: string): string =>
  answer
    .replace(ID, "{id}")
    .replace(`upsd ${VERSION} - nutts`, "upsd {version}")
    .replace(`"${VERSION}"`, '"{version}"');

describe("the answers of upsd 2.8.5", () => {
  it.each(Object.entries(transcripts))("hold for %s", async (name, steps) => {
    const { visit, clock } = await upsdWorld(world);
    const session = visit();
    const differences = new Set<string>();
    let id = "";
    for (const { send, answer, closed } of steps) {
      const said = ask(session, send.replace("{id}", id.toLowerCase()).replace("{ID}", id));
      id = ID.exec(said)?.[0] ?? id;
      await clock.settle();
      const key = `${name}: ${send}`;
      const different = differences.has(key) ? undefined : DIFFERENCES[key];
      if (different) differences.add(key);
      expect({ send, answer: normal(said) }).toEqual({ send, answer: different?.answer ?? answer });
      expect(session.phase === "closing").toBe(closed === true);
    }
  });

  it("hold for all differences that are named", () => {
    for (const key of Object.keys(DIFFERENCES)) {
      const [name = "", send = ""] = key.split(/: (?=[^ ]+\n$)/);
      expect(transcripts[name]?.some((step) => step.send === send)).toBe(true);
    }
  });
});
