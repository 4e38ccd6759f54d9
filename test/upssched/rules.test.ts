import { beforeEach, describe, expect, it } from "@jest/globals";
import type { AtRule } from "../../src/conf/upssched/upssched-conf.ts";
import { MOMENT_MS, type NotDone, runRules } from "../../src/upssched/rules.ts";
import { VirtualClock } from "../sim/machine/virtual-clock.ts";

const at = (command: AtRule["command"]): AtRule => ({ notifyType: "ONBATT", system: "*", command });
const execute = (name: string): AtRule => at({ kind: "execute", name });
const start = (timer: string): AtRule => at({ kind: "start-timer", timer, seconds: 5 });
const cancel = (timer: string): AtRule => at({ kind: "cancel-timer", timer, otherwise: undefined });

/** Seconds that a script runs or the daemon takes to answer; none for the others. */
type Slow = Readonly<Record<string, number>>;

let clock: VirtualClock;
let told: string[];
beforeEach(() => {
  clock = new VirtualClock();
  told = [];
});

const take = (seconds = 0): Promise<void> =>
  seconds === 0 ? Promise.resolve() : new Promise((resolve) => void clock.after(seconds * 1000, resolve));

/** What happened, each with its second; `troubles` says why an order is not carried out. */
async function play(rules: readonly AtRule[], slow: Slow, troubles: Readonly<Record<string, NotDone>> = {}) {
  const say = (text: string): void => void told.push(`${clock.now() / 1000} ${text}`);
  const began = clock.now();
  const done = runRules(rules, {
    clock,
    execute: async ({ name }) => {
      say(`run ${name}`);
      await take(slow[name]);
      say(`${name} ended`);
    },
    order: async ({ timer }) => {
      await take(slow[timer]);
      if (troubles[timer] === undefined) say(`order ${timer}`);
      return troubles[timer];
    },
    failed: (commands, why) => say(`not done: ${commands.map(({ timer }) => timer).join(" ")} (${why})`),
  });
  await clock.advance(300_000);
  expect(began).toBe(0);
  return done;
}

const NO_FOLDER: NotDone = { why: "no folder", unreached: true };

describe("the rules of one event", () => {
  it("are carried out in the order of the file", async () => {
    expect(await play([execute("a"), start("t"), execute("b"), cancel("u")], { a: 0.5, t: 0.25 })).toBe(true);
    expect(told.map((line) => line.replace(/^\S+ /, ""))).toEqual([
      "run a",
      "a ended",
      "order t",
      "run b",
      "b ended",
      "order u",
    ]);
  });

  it("start a timer in time below a script that takes a minute: its CANCEL may come before the script ends", async () => {
    await play([execute("mail"), start("shutdown")], { mail: 60 });
    expect(told).toEqual(["0 run mail", `${MOMENT_MS / 1000} order shutdown`, "60 mail ended"]);
  });

  it("run EXECUTE below a timer whose daemon does not come up, and say so once for all timers", async () => {
    const slow = { one: 20, two: 20 };
    expect(await play([start("one"), start("two"), execute("low")], slow, { one: NO_FOLDER })).toBe(false);
    expect(told).toEqual(["1 run low", "1 low ended", "20 not done: one two (no folder)"]);
  });

  it("run EXECUTE at once where timers cannot run at all, and before anything is said", async () => {
    await play([start("one"), execute("low"), cancel("one")], { low: 10 }, { one: NO_FOLDER });
    expect(told[0]).toBe("0 run low");
    expect(told.filter((line) => line.includes("not done"))).toEqual(["1 not done: one one (no folder)"]);
  });

  it("go on after an order that the daemon refuses", async () => {
    const refused: NotDone = { why: "ERR", unreached: false };
    expect(await play([start("odd"), start("good")], {}, { odd: refused })).toBe(false);
    expect(told).toEqual(["0 order good", "0 not done: odd (ERR)"]);
  });
});
