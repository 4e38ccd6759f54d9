/** Thousands of MONITOR lines of one server that is gone. */
import { describe, expect, it } from "@jest/globals";
import { UPSMON_CONF_DEFAULTS } from "../../src/conf/upsmon-conf.ts";
import { createLog } from "../../src/system/log/log.ts";
import { type Event, type State, start, step } from "../../src/upsmon/core/step.ts";
import { Engine } from "../../src/upsmon/shell/engine.ts";
import { monitor } from "../scenarios/monitor.ts";
import { growsWithSize } from "../sim/machine/grows-with-size.ts";
import { freePort } from "../sim/machine/started.ts";
import { VirtualClock } from "../sim/machine/virtual-clock.ts";

const monitors = (count: number, port = 3493) =>
  Array.from({ length: count }, (_, i) => monitor(`ups${i}@server`, { host: "127.0.0.1", port }));

/** Milliseconds of processor time for an answer of every UPS. */
function answerAll(count: number): void {
  let [state]: readonly [State, unknown] = start({ ...UPSMON_CONF_DEFAULTS, monitors: monitors(count) }, 1000);
  for (let i = 0; i < count; i++) {
    const event: Event = { kind: "poll-failed", ups: `ups${i}@server`, reason: "Connection failure" };
    [state] = step(state, event, 1001 + i / count);
  }
  expect(state.upses.every(({ link }) => link.kind === "lost")).toBe(true);
}

describe("three thousand UPSes of a server that is gone", () => {
  it("cost the core no walk over all of them at each event", () => {
    growsWithSize(answerAll, 120);
  });

  it("fill no log, and end within a second when upsmon is stopped", async () => {
    const clock = new VirtualClock();
    const lines: string[] = [];
    const told: string[] = [];
    const briefly: string[] = [];
    const engine = new Engine(
      { ...UPSMON_CONF_DEFAULTS, monitors: monitors(3000, await freePort()) },
      {
        clock,
        log: createLog((level, line) => lines.push(`${level} ${line}`)),
        notifier: {
          configure: () => undefined,
          tell: ({ type }, brief) => void (brief ? briefly : told).push(type),
          wall: () => undefined,
          flush: () => Promise.resolve(),
        },
        clientOptions: ({ host, port }) => ({ host, port, clock }),
        shutDown: () => Promise.resolve(undefined),
        status: () => undefined,
      },
    );
    await clock.settle(50);
    for (let i = 0; i < 24; i++) {
      await clock.advance(500);
      await clock.settle(20);
    }
    expect(told.length + briefly.length).toBeGreaterThanOrEqual(3000);
    expect(lines.length + told.length).toBeLessThan(400);
    expect(lines.some((line) => /Left out of the log.*\d+ about failed polls/.test(line))).toBe(true);
    const since = performance.now();
    engine.send({ kind: "stop", how: "Signal 15" });
    await clock.advance(500);
    expect(await engine.ended).toBe(0);
    expect(performance.now() - since).toBeLessThan(1000);
  });
});
