/** Answers in lines, by the rules of several families, spoilt. A hundred thousand with NUTTS_RUNS=1. */
import { describe, expect, it } from "@jest/globals";
import { type Answer, AskLine, type LineRules } from "../../../src/drivers/kit/line/ask-line.ts";
import { numbers, PURE_INPUTS, spoiltBytes } from "../../sim/bench/spoilt.ts";
import { PlayedDevice } from "../../sim/devices/played-line.ts";
import { EventClock } from "../../sim/machine/event-clock.ts";

const RULES: LineRules = { ends: "\r", until: "\r", answerMs: 500, longest: 64 };
const QUESTION = "Q1";

const CASES: readonly (readonly [name: string, rules: LineRules, sent: string, text: string])[] = [
  ["with an end", RULES, "(226.0 50.0 27.5\r", "(226.0 50.0 27.5"],
  ["that count when they are whole", { ...RULES, whole: true }, "009.1\r\n", "009.1"],
  ["behind an echo, before a prompt", { ...RULES, until: "=>", echoes: true }, "Q1\rfo1>2\r\n=>", "fo1>2=>"],
  ["that end in one of several ways", { ...RULES, until: ["OK", "\r"], longest: 16 }, "12 OK", "12 OK"],
  ["with alerts among them", { ...RULES, unasked: "!$", ignored: "\r\n*", longest: 32 }, "00!9.$1\r", "009.1"],
];

const UNPRINTABLE = /[^\x20-\x7e]/;

/** What of a text could be an answer by these rules. */
function readable(text: string, { ignored, unasked = "" }: LineRules): string {
  const isNone = (one: string): boolean => (ignored === undefined ? UNPRINTABLE.test(one) : ignored.includes(one));
  return [...text].filter((one) => !isNone(one) && !unasked.includes(one)).join("");
}

const textOf = (answer: Answer<string>): string => (answer.kind === "data" ? answer.raw : "");

describe.each(CASES)("spoilt answers %s", (_, rules, sent, text) => {
  it("are what came of them and no more, and the next one counts", async () => {
    const clock = new EventClock();
    const good = Buffer.from(sent, "latin1");
    let said: Uint8Array = good;
    const device = new PlayedDevice((say) => ({ hear: () => say(said) }), clock);
    const line = new AskLine(device.open({ baud: 2400 }), clock, rules);
    const below = numbers(20_261_130);
    for (let count = 0; count < PURE_INPUTS / CASES.length; count++) {
      said = count % 8 === 7 ? good : spoiltBytes(good, below);
      const heard = textOf(await clock.run(line.ask(QUESTION)));
      const came = Buffer.from(said).toString("latin1");
      const isRight =
        said === good
          ? heard === text
          : heard.length <= rules.longest + sent.length && readable(came, rules).includes(heard);
      if (!isRight) expect([came, heard]).toBeUndefined();
      if (rules.whole && !came.includes("\r")) expect(heard).toBe("");
    }
  });
});
