/** Raw transcripts of every request, valid and not. They were taken once from the C program; ours must answer the same bytes. */
import { describe, expect, it } from "@jest/globals";
import {
  type Difference,
  normalAnswer,
  TRANSCRIPTS,
  trackingId,
  WORLD,
  withId,
} from "../sim/servers/upsd-transcript.ts";
import { ask, upsdWorld } from "../sim/servers/upsd-world.ts";

/** Where ours means to differ, by transcript and request; each counts once. */
const DIFFERENCES: Readonly<Record<string, Readonly<Record<string, Difference>>>> = {
  "a # in quotes": {
    "NETVER\n": {
      answer: "",
      why: "after an unescaped # in quotes, C drops what came in the same packet; ours drops the line to its end",
    },
  },
};

describe("the answers of upsd 2.8.5", () => {
  it.each(Object.entries(TRANSCRIPTS))("hold for %s", async (name, steps) => {
    const { visit, clock } = await upsdWorld(WORLD);
    const session = visit();
    const differences = new Map(Object.entries(DIFFERENCES[name] ?? {}));
    let id = "";
    for (const { send, answer, closed } of steps) {
      const said = ask(session, withId(send, id));
      id = trackingId(said) ?? id;
      await clock.settle();
      const meant = differences.get(send)?.answer ?? answer;
      differences.delete(send);
      expect({ send, answer: normalAnswer(said) }).toEqual({ send, answer: meant });
      expect(session.phase === "closing").toBe(closed === true);
    }
    expect([...differences]).toEqual([]);
  });
});
