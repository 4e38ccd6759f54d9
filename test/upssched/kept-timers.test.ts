/** What outlives a timer daemon that was killed. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { SILENT_LOG } from "../../src/system/log/log.ts";
import { emptySched, type NotifyEvent, type SchedInput, type ScheduledTimer } from "../../src/upssched/core.ts";
import { isKeptName, Keeping, keptPath, leftTimers, mayGoOn, parseKept } from "../../src/upssched/kept-timers.ts";
import { TimerDaemon } from "../../src/upssched/timer-daemon.ts";
import { VirtualClock } from "../sim/machine/virtual-clock.ts";

const EVENT: NotifyEvent = { notifyType: "ONBATT", upsname: "u@h", message: "on battery" };
const timer = (name: string, due: number, stamp?: number): ScheduledTimer => ({
  ...{ name, due, look: due, latest: due, events: [EVENT], stamp },
});

let folder = "";
let path = "";
const env = () => ({ NUT_STATEPATH: folder, NUT_CONFPATH: folder });
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "nutts-kept-"));
  path = keptPath("/run/nut/pipe", env());
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const lose = (): void => writeFileSync(path, readFileSync(path, "utf8").replace(/\d+\n/, "1\n"));

describe("what a timer daemon keeps", () => {
  it("is there for the next one when it is lost, and gone when nothing is left", () => {
    const keeping = new Keeping(path, SILENT_LOG);
    const state = { ...emptySched(0), timers: [timer("a", 5, 3)] };
    const script = { name: "stage", events: [EVENT] };
    keeping.timers(state);
    keeping.begun(script);
    expect(leftTimers("/run/nut/pipe", env())).toBeUndefined();
    lose();
    expect(leftTimers("/run/nut/pipe", env())).toEqual({
      timers: [timer("a", 5, 3)],
      cancelled: [],
      running: [script],
    });
    expect(leftTimers("/run/nut/other", env())).toBeUndefined();
    keeping.timers(emptySched(0));
    keeping.ended(script);
    expect(existsSync(path)).toBe(false);
    expect(isKeptName(path.split("/").at(-1) ?? "")).toBe(true);
  });

  it("goes on only where CMDSCRIPT is ours, and has its file", () => {
    expect(mayGoOn("nutts upssched-cmd", env())).toBe(false);
    writeFileSync(join(folder, "upssched-cmd.conf"), "");
    expect(mayGoOn("nutts upssched-cmd", env())).toBe(true);
    expect(mayGoOn("/etc/nut/cmd", env())).toBe(false);
  });

  it("that cannot be written costs nothing but that, and is said once", () => {
    const said: string[] = [];
    const log = { ...SILENT_LOG, warning: (text: string) => void said.push(text) };
    writeFileSync(join(folder, "outage"), "");
    const keeping = new Keeping(path, log);
    keeping.timers({ ...emptySched(0), timers: [timer("a", 5)] });
    keeping.timers({ ...emptySched(0), timers: [timer("b", 5)] });
    expect(said).toHaveLength(1);
  });

  it("is read back as it was, and rubbish is left out", () => {
    expect(parseKept('{"timers":[1,{"name":"a"}],"cancelled":7,"running":[{"name":"x","events":[{}]}]}')).toEqual({
      ...{ timers: [], cancelled: [], running: [] },
    });
    expect([parseKept("{"), parseKept("null"), parseKept("")]).toEqual([undefined, undefined, undefined]);
    fc.assert(fc.property(fc.json(), (text) => void parseKept(text)));
  });
});

describe("a timer daemon after one that was lost", () => {
  const ran: string[] = [];
  function daemon(clock: VirtualClock): TimerDaemon {
    ran.length = 0;
    return new TimerDaemon({ clock, log: SILENT_LOG, run: (name) => void ran.push(name), onEnd: () => undefined });
  }
  const cancel = (stamp: number): SchedInput => ({ kind: "cancel", name: "a", otherwise: undefined, stamp });

  it("runs timers when they are due, and those that were due meanwhile at once", async () => {
    const clock = new VirtualClock();
    await clock.advance(10_000);
    daemon(clock).restore({
      timers: [timer("past", clock.now() - 3000), timer("next", clock.now() + 5000)],
      cancelled: [],
    });
    await clock.advance(1);
    expect(ran).toEqual(["past"]);
    await clock.advance(5000);
    expect(ran).toEqual(["past", "next"]);
  });

  it("cancels first what a later event has cancelled, though it was due before", async () => {
    const clock = new VirtualClock();
    await clock.advance(10_000);
    const timers = daemon(clock);
    timers.restore({ timers: [timer("a", clock.now() - 3000, 1)], cancelled: [] });
    timers.input(cancel(2));
    await clock.advance(60_000);
    expect(ran).toEqual([]);
  });

  it("forgets no timer before what that runs has begun", async () => {
    const clock = new VirtualClock();
    const order: string[] = [];
    const run = (name: string): void => void order.push(`run ${name}`);
    const keep = ({ timers }: { readonly timers: readonly ScheduledTimer[] }): void =>
      void order.push(`${timers.length}`);
    const timers = new TimerDaemon({ clock, log: SILENT_LOG, run, keep, onEnd: () => undefined });
    timers.input({ kind: "start", name: "a", seconds: 1, event: EVENT, shared: false });
    await clock.advance(1000);
    expect(order).toEqual(["1", "run a", "0"]);
  });

  it("knows what the lost one has cancelled", async () => {
    const clock = new VirtualClock();
    const timers = daemon(clock);
    const off = { name: "a", event: undefined, stamp: 5, until: clock.now() + 60_000 };
    timers.restore({ timers: [], cancelled: [off] });
    timers.input({ kind: "start", name: "a", seconds: 1, event: EVENT, shared: false, stamp: 4 });
    await clock.advance(5000);
    expect(ran).toEqual([]);
  });
});
