import dns from "node:dns";
import { afterEach, describe, expect, it, jest } from "@jest/globals";
import type { Event } from "../../../src/daemons/upsmon/core.ts";
import { UpsConnection } from "../../../src/daemons/upsmon/ups-connection.ts";
import { monitor } from "../../scenarios/world.ts";
import { VirtualClock } from "../../sim/virtual-clock.ts";

afterEach(() => void jest.restoreAllMocks());

/** A name server that never answers. */
const hangingNames = (): void =>
  void jest.spyOn(dns, "lookup").mockImplementation((() => undefined) as unknown as typeof dns.lookup);

describe("the connection for one UPS", () => {
  it.each([
    [undefined, 15_000],
    [3000, 8000],
  ])("gives a name server that hangs up (-W %p) after %i ms", async (connectTimeoutMs, ms) => {
    hangingNames();
    const clock = new VirtualClock();
    const events: Event[] = [];
    const options = { host: "nas.example", port: 3493, clock, connectTimeoutMs };
    const connection = new UpsConnection(monitor("ups1@nas.example"), {
      clock,
      options: () => options,
      emit: (event) => events.push(event),
    });
    void connection.poll(false);
    await clock.advance(ms - 1);
    expect(events).toEqual([]);
    await clock.advance(1);
    expect(events).toEqual([
      { kind: "poll-failed", ups: "ups1@nas.example", reason: expect.stringContaining("no connection to ") },
    ]);
    expect(clock.waiting).toBe(0);
  });
});
