import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { splitWords } from "../../src/nut/words.ts";
import { SYSTEM_CLOCK } from "../../src/system/clock.ts";
import { SILENT_LOG } from "../../src/system/log/log.ts";
import { IDLE_MS, type NotifyEvent, type SchedInput } from "../../src/upssched/core.ts";
import { ask } from "../../src/upssched/pipe.ts";
import { formatRequest, LIST_TIMERS, parseRequest } from "../../src/upssched/requests.ts";
import { type StartedDaemon, sendRequest } from "../../src/upssched/send-request.ts";
import { TimerDaemon } from "../../src/upssched/timer-daemon.ts";
import { VirtualClock } from "../sim/machine/virtual-clock.ts";

const EVENT: NotifyEvent = {
  notifyType: "ONBATT",
  upsname: "ups1@localhost",
  message: 'ИБП "ups1" \\ on $(battery) #1',
};

const start = (name: string, seconds: number): string =>
  formatRequest({ kind: "start", name, argument: String(seconds), ...EVENT });

let folder: string;
let pipe: string;
let clock: VirtualClock;
let ran: { name: string; events: readonly NotifyEvent[] }[];
let ended: boolean;

async function daemon(): Promise<TimerDaemon> {
  const timers = new TimerDaemon({
    clock,
    log: SILENT_LOG,
    run: (name, events) => ran.push({ name, events }),
    onEnd: () => {
      ended = true;
    },
  });
  await timers.listen(pipe);
  return timers;
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "nutts-sched-"));
  pipe = join(folder, "pipe");
  clock = new VirtualClock();
  ran = [];
  ended = false;
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Until the last peer has hung up and the idle daemon is gone. */
async function end(): Promise<void> {
  while (!ended) {
    await clock.advance(IDLE_MS);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

describe("the timer daemon", () => {
  it("starts a timer that it is asked for and runs it with the event that started it", async () => {
    await daemon();
    expect(await ask(pipe, start("warn", 30))).toEqual({ kind: "answer", text: "OK\n" });
    await clock.advance(29_999);
    expect(ran).toEqual([]);
    await clock.advance(1);
    expect(ran).toEqual([{ name: "warn", events: [EVENT] }]);
    await end();
  });

  it("lists what runs, as upssched -l prints it", async () => {
    await daemon();
    await ask(pipe, start("warn", 30));
    const answer = await ask(pipe, LIST_TIMERS);
    const at = Math.round(clock.wall() / 1000) + 30;
    expect(answer).toEqual({
      kind: "answer",
      text: `BEGIN LIST TIMERS\nwarn\t${at}\t30\tONBATT\tups1@localhost\t${EVENT.message}\nEND LIST TIMERS\nOK\n`,
    });
    await end();
  });

  it("ends when idle and takes its pipe with it", async () => {
    await daemon();
    await end();
    expect(existsSync(pipe)).toBe(false);
    expect(await ask(pipe, LIST_TIMERS)).toEqual({ kind: "nobody" });
  });

  it("does not mind rubbish, half a line or a peer that hangs up", async () => {
    await daemon();
    expect(await ask(pipe, "DANCE now")).toEqual({ kind: "answer", text: "ERR UNKNOWN\n" });
    await new Promise<void>((resolve) => {
      const socket = connect(pipe, () => socket.end('START "half', () => resolve()));
    });
    expect((await ask(pipe, start("warn", 1))).kind).toBe("answer");
    await end();
    expect(ran.map(({ name }) => name)).toEqual(["warn"]);
  });
});

/** Nobody else starts a daemon or has an earlier event to tell of. */
const ALONE = { clock: SYSTEM_CLOCK, starting: () => false, earlier: () => false };

describe("the way to the daemon", () => {
  it("starts one where there is none and says the request to it", async () => {
    let started = 0;
    const begin = (order: string): StartedDaemon => {
      started++;
      void daemon().then((timers) => timers.input(parseRequest(splitWords(order)) as SchedInput));
      return { kind: "begun", ended: () => undefined };
    };
    const parts = { ...ALONE, pipefn: pipe, start: begin };
    expect(await sendRequest(parts, start("warn", 1), true)).toBeUndefined();
    expect(started).toBe(1);
    await end();
    expect(ran.map(({ name }) => name)).toEqual(["warn"]);
  });

  it("is started anew where it was killed before it listened, and not where it failed", async () => {
    let started = 0;
    const begin = (order: string): StartedDaemon => {
      if (++started < 3) return { kind: "begun", ended: () => ({ reason: "it was killed", killed: true }) };
      void daemon().then((timers) => timers.input(parseRequest(splitWords(order)) as SchedInput));
      return { kind: "begun", ended: () => undefined };
    };
    expect(await sendRequest({ ...ALONE, pipefn: pipe, start: begin }, start("warn", 1), true)).toBeUndefined();
    expect(started).toBe(3);
    await end();
    expect(ran.map(({ name }) => name)).toEqual(["warn"]);
    const broken = (): StartedDaemon => ({ kind: "begun", ended: () => ({ reason: "no room" }) });
    expect(await sendRequest({ ...ALONE, pipefn: pipe, start: broken }, start("warn", 1), true)).toMatchObject({
      why: "no room",
    });
  });

  it("starts none only to cancel nothing", async () => {
    const parts = {
      ...ALONE,
      pipefn: pipe,
      start: () => {
        throw new Error("not needed");
      },
    };
    const cancel = formatRequest({ kind: "cancel", name: "warn", argument: "", ...EVENT });
    expect(await sendRequest(parts, cancel, false)).toBeUndefined();
  });
});

describe("requests", () => {
  it("arrive as they were meant, whatever a message holds", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme-ascii" }), fc.nat(9999), (text, seconds) => {
        const event = { ...EVENT, message: text };
        const line = formatRequest({ kind: "shared", name: "a name", argument: String(seconds), ...event });
        expect(parseRequest(splitWords(line))).toEqual({
          kind: "start",
          name: "a name",
          seconds,
          shared: true,
          event,
        });
      }),
    );
  });

  it("a negative delay is none", () => {
    expect(parseRequest(splitWords(start("x", -1)))).toBeUndefined();
  });
});
