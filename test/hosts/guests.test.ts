import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { type Guest, type GuestsGone, stepsOf, stopGuests } from "../../src/hosts/guests.ts";
import { unsure } from "../../src/hosts/host-kind.ts";
import { HostWorld } from "./host-world.ts";

const guest = (id: string, name = id): Guest => ({ id, name });
const ids = (steps: readonly (readonly Guest[])[]) => steps.map((step) => step.map(({ id }) => id).join(","));

describe("the order of guests", () => {
  const running = [guest("101", "db"), guest("102", "web1"), guest("103", "web2"), guest("104", "mail")];

  it("is the file's, with a comma between those that go at once", () => {
    expect(ids(stepsOf("web1,web2 101", running))).toEqual(["102,103", "101"]);
  });

  it("has all others where the star is, at once", () => {
    expect(ids(stepsOf("* db", running))).toEqual(["102,103,104", "101"]);
    expect(ids(stepsOf("*", []))).toEqual([]);
    expect(ids(stepsOf("none", running))).toEqual([]);
  });

  it("leaves out what does not run", () => {
    expect(ids(stepsOf("999 db", running))).toEqual(["101"]);
  });
});

describe("guests that go down", () => {
  let world: HostWorld;
  let up: Guest[];
  let stopped: string[];
  beforeEach(() => {
    world = new HostWorld();
    up = [guest("a"), guest("b"), guest("c")];
    stopped = [];
  });
  afterEach(() => world.remove());

  const host = (takes: Readonly<Record<string, number>>) => ({
    running: () => Promise.resolve({ kind: "guests", guests: up } as const),
    stop: ({ id }: Guest, seconds: number) => {
      stopped.push(`${id}@${world.clock.now() / 1000} (${seconds} s)`);
      const after = takes[id];
      if (after === undefined) return Promise.resolve(unsure(`${id}: HTTP 500`));
      world.clock.after(after * 1000, () => {
        up = up.filter((each) => each.id !== id);
      });
      return Promise.resolve(undefined);
    },
  });

  async function stop(order: string, takes: Readonly<Record<string, number>>, seconds: number): Promise<GuestsGone> {
    let gone: GuestsGone | undefined;
    void stopGuests(stepsOf(order, up), 30, host(takes), world.job(seconds)).then((ended) => {
      gone = ended;
    });
    await world.clock.advance(seconds * 1000 + 5000);
    if (!gone) throw new Error("it never ended");
    return gone;
  }

  it("each step begins when the one before is down", async () => {
    expect(await stop("a b,c", { a: 9, b: 5, c: 3 }, 100)).toEqual({ all: true, text: "3 of 3 guests down" });
    expect(stopped).toEqual(["a@0 (30 s)", "b@10 (30 s)", "c@10 (30 s)"]);
  });

  it("one that does not go holds up the others for its own step only, and is named", async () => {
    const { all, text } = await stop("a b c", { a: 999, b: 5, c: 3 }, 100);
    expect({ all, text }).toEqual({ all: false, text: "2 of 3 guests down; a still up after 30 s" });
  });

  it("steps are shortened when the time runs out, then left out, and that is said", async () => {
    const { all, text } = await stop("a b c", { a: 999, b: 999, c: 3 }, 41);
    expect(all).toBe(false);
    expect(text).toBe(
      "0 of 3 guests down; a still up after 30 s; 11 s instead of 30 s for b; b still up after 11 s; 1 s instead of 30 s for c; c still up after 1 s",
    );
  });

  it("a step without any time is not begun", async () => {
    expect((await stop("a b", { a: 999, b: 1 }, 30)).text).toContain("b");
    expect((await stop("c", { c: 1 }, 0)).text).toBe("0 of 1 guests down; no time for c");
  });

  it("what the host says against it is told", async () => {
    expect((await stop("a", {}, 40)).text).toBe("0 of 1 guests down; a: HTTP 500; a still up after 30 s");
  });
});
