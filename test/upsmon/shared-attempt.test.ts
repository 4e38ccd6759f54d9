import { Socket } from "node:net";
import { describe, expect, it } from "@jest/globals";
import type { DialOptions } from "../../src/netproto/client/dial.ts";
import { NutError } from "../../src/nut/errors.ts";
import { sharedDial } from "../../src/upsmon/shell/servers/shared-attempt.ts";
import { VirtualClock } from "../sim/machine/virtual-clock.ts";

/** A dial whose attempts end when the test says so. */
function dialOf() {
  const clock = new VirtualClock();
  const ends: { succeed: () => void; fail: () => void }[] = [];
  const dial = sharedDial(
    () =>
      new Promise((resolve, reject) => {
        ends.push({ succeed: () => resolve(new Socket()), fail: () => reject(new NutError("connect-failed")) });
      }),
  );
  const at = (more: Partial<DialOptions> = {}): DialOptions => ({
    host: "nas",
    port: 3493,
    timeoutMs: 0,
    clock,
    ...more,
  });
  return { clock, ends, dial, at };
}

const outcome = (dialled: Promise<unknown>): Promise<string> =>
  dialled.then(
    () => "connected",
    (error: unknown) => (error instanceof Error ? error.message : "?"),
  );

describe("the way to a server", () => {
  it("is tried once for three thousand that want it at the same moment, where nobody is there", async () => {
    const { ends, dial, at } = dialOf();
    const all = Array.from({ length: 3000 }, () => outcome(dial(at())));
    ends[0]?.fail();
    expect(new Set(await Promise.all(all))).toEqual(new Set(["Connection failure"]));
    expect(ends).toHaveLength(1);
  });

  it("is taken by each for itself, in turn, where somebody is there", async () => {
    const { ends, dial, at, clock } = dialOf();
    const all = Array.from({ length: 200 }, () => outcome(dial(at())));
    ends[0]?.succeed();
    await clock.settle();
    expect(ends).toHaveLength(64);
    await clock.advance(60);
    expect(ends).toHaveLength(200);
    for (const { succeed } of ends) succeed();
    expect(new Set(await Promise.all(all))).toEqual(new Set(["connected"]));
  });

  it("is tried anew by who comes later, and for every other server", async () => {
    const { ends, dial, at, clock } = dialOf();
    void dial(at());
    await clock.advance(300);
    void dial(at());
    void dial(at({ host: "other" }));
    expect(ends).toHaveLength(3);
  });

  it("is tried by the next one where the first has called off its own attempt", async () => {
    const { ends, dial, at, clock } = dialOf();
    const off = new AbortController();
    void outcome(dial(at({ signal: off.signal })));
    const second = outcome(dial(at()));
    off.abort();
    ends[0]?.fail();
    await clock.settle();
    ends[1]?.succeed();
    expect(await second).toBe("connected");
  });
});
