import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { Delivery } from "../../src/notify/channel.ts";
import { type Notice, newNotice, noticeId, waitMs } from "../../src/notify/notice.ts";
import { afterAttempt, backOff, FRESH, next } from "../../src/notify/queue.ts";
import { Spool } from "../../src/notify/spool.ts";
import { type LiveChannel, QueueWorker } from "../../src/notify/worker.ts";
import { createLog, SILENT_LOG } from "../../src/system/log/log.ts";
import { VirtualClock } from "../sim/machine/virtual-clock.ts";

const DELIVERED: Delivery = { kind: "delivered" };
const LATER: Delivery = { kind: "later", why: "the network is down" };
const REFUSED: Delivery = { kind: "refused", why: "check token" };

describe("a new notice", () => {
  const now = Date.UTC(2026, 0, 1);
  const given = (at: number): string => noticeId(at, 7);

  it("takes its time and place from upsmon, and waits for those before it", () => {
    const id = given(now - 400);
    expect(newNotice(id, now, 9)).toEqual({ id: expect.stringMatching(`^${id}-`), at: now - 400, ripe: now + 400 });
    expect(newNotice(given(now - 10), now, 9).ripe).toBe(now + 250);
    expect(newNotice(given(now - 3000), now, 9).ripe).toBe(now + 500);
  });

  it("is one of many where one event has several", () => {
    const id = given(now);
    const ids = [newNotice(id, now, 9).id, newNotice(id, now, 9).id];
    expect(new Set(ids).size).toBe(2);
    expect([...ids].sort()).toEqual(ids);
  });

  it.each([undefined, "", "nonsense", "../../x", given(now + 5000), given(now - 61_000)])(
    "goes by its own clock where upsmon said %p",
    (id) => {
      expect(newNotice(id, now, 9)).toEqual({ id: expect.stringMatching(/^\d{15}-\d{6}-9$/), at: now });
    },
  );

  it("does not wait for ever when a clock is set back", () => {
    const one = { ...newNotice(given(now), now, 9), type: "T", upsname: "", subject: "", text: "" };
    expect([waitMs(one, now), waitMs(one, now + 250), waitMs(one, now - 3_600_000)]).toEqual([250, 0, 0]);
  });
});

describe("a channel's line", () => {
  const queued = [
    { id: "a", at: 1000 },
    { id: "b", at: 2000 },
  ];

  it("tries the oldest first, and nothing when there is nothing", () => {
    expect(next(queued, FRESH, 60_000, 5000)).toEqual({ kind: "try", id: "a" });
    expect(next([], FRESH, 60_000, 5000)).toEqual({ kind: "idle" });
  });

  it("waits longer after every failure, up to five minutes, and starts afresh after a success", () => {
    expect([1, 2, 3, 10].map(backOff)).toEqual([5000, 10_000, 20_000, 300_000]);
    const once = afterAttempt(FRESH, LATER, 100);
    expect(once).toEqual({ line: { tries: 1, notBefore: 5100 }, done: false });
    expect(next(queued, once.line, 60_000, 5000)).toEqual({ kind: "wait", until: 5100 });
    expect(afterAttempt(once.line, DELIVERED, 6000)).toEqual({ line: FRESH, done: true });
    expect(afterAttempt(once.line, REFUSED, 6000)).toEqual({ line: FRESH, done: true });
  });

  it("keeps to the wait that the service asked for", () => {
    expect(afterAttempt(FRESH, { ...LATER, afterMs: 60_000 }, 0).line.notBefore).toBe(60_000);
  });

  it("drops what is too old, even while it waits", () => {
    expect(next(queued, FRESH, 500, 5000)).toEqual({ kind: "expire", id: "a" });
    expect(next(queued, { tries: 3, notBefore: 99_000 }, 60_000, 30_000)).toEqual({ kind: "wait", until: 61_001 });
  });
});

describe("the worker", () => {
  let folder: string;
  let clock: VirtualClock;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "nutts-notify-"));
    clock = new VirtualClock();
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const notice = (text: string): Notice => {
    const at = clock.wall();
    return { id: noticeId(at, 1), at, type: "ONBATT", upsname: "u", subject: text, text };
  };

  /** A channel that answers as told, then with delivery, and keeps the texts of what it delivered. */
  const channel = (name: string, answers: Delivery[] = [], expireMs = 86_400_000): LiveChannel & { got: string[] } => {
    const got: string[] = [];
    const deliver = ({ text }: Notice): Promise<Delivery> => {
      const answer = answers.shift() ?? DELIVERED;
      if (answer.kind === "delivered") got.push(text);
      return Promise.resolve(answer);
    };
    return { name, channel: { deliver }, expireMs, got };
  };

  const work = (channels: readonly LiveChannel[], forMs: number, log = SILENT_LOG) =>
    new QueueWorker({ spool: new Spool(folder), channels, clock, log }).run(clock.wall() + forMs);

  it("brings several events of one moment to every channel once and in order", async () => {
    const spool = new Spool(folder);
    const channels = [channel("a"), channel("b")];
    for (const text of ["1", "2", "3"]) for (const { name } of channels) spool.put(name, notice(text));
    expect(await work(channels, 1000)).toEqual({ due: undefined });
    expect(channels.map(({ got }) => got)).toEqual([
      ["1", "2", "3"],
      ["1", "2", "3"],
    ]);
    expect(spool.list("a")).toEqual([]);
  });

  it("keeps the order when the network is down at first, and delivers when it returns", async () => {
    const spool = new Spool(folder);
    const only = channel("a", [LATER, LATER]);
    spool.put("a", notice("1"));
    spool.put("a", notice("2"));
    const working = work([only], 60_000);
    for (let i = 0; i < 20; i++) await clock.advance(1000);
    expect(await working).toEqual({ due: undefined });
    expect(only.got).toEqual(["1", "2"]);
  });

  it("leaves what it could not deliver in its time on the disk, for the next worker", async () => {
    const spool = new Spool(folder);
    spool.put("a", notice("1"));
    const left = await work([channel("a", Array<Delivery>(9).fill(LATER))], 1000);
    expect(left.due).toBeGreaterThan(clock.wall());
    const later = channel("a");
    await work([later], 1000);
    expect(later.got).toEqual(["1"]);
  });

  it("leaves the rest to the next worker when notify.conf has changed meanwhile", async () => {
    const spool = new Spool(folder);
    spool.put("a", notice("1"));
    const channels = [channel("a", Array<Delivery>(9).fill(LATER))];
    let changed = false;
    const worker = new QueueWorker({ spool, channels, clock, log: SILENT_LOG, outdated: () => changed });
    const working = worker.run(clock.wall() + 86_400_000);
    for (let i = 0; i < 10; i++) await clock.advance(1000);
    changed = true;
    for (let i = 0; i < 2; i++) await clock.advance(1000);
    expect((await working).due).toBeGreaterThan(clock.wall());
    const mended = channel("a");
    await work([mended], 1000);
    expect(mended.got).toEqual(["1"]);
  });

  it("drops a refused message, says why, and goes on with the next", async () => {
    const lines: string[] = [];
    const spool = new Spool(folder);
    spool.put("a", notice("1"));
    spool.put("a", notice("2"));
    const only = channel("a", [REFUSED]);
    await work(
      [only],
      1000,
      createLog((level, line) => lines.push(`${level} ${line}`)),
    );
    expect(only.got).toEqual(["2"]);
    expect(lines[0]).toMatch(/^error a: message .* refused and dropped: check token$/);
    expect(lines[1]).toMatch(/^info a: message .* delivered$/);
  });

  it("lets old messages expire, with a word in the log", async () => {
    const lines: string[] = [];
    const spool = new Spool(folder);
    spool.put("a", notice("1"));
    await clock.advance(61_000);
    const only = channel("a", [], 60_000);
    await work(
      [only],
      1000,
      createLog((level, line) => lines.push(`${level} ${line}`)),
    );
    expect(only.got).toEqual([]);
    expect(lines).toEqual([expect.stringMatching(/^error a: message .* expired undelivered$/)]);
  });

  it("survives damaged and foreign files in the queue", async () => {
    const spool = new Spool(folder);
    spool.put("a", notice("1"));
    for (const { id } of spool.list("a")) writeFileSync(join(folder, "a", `${id}.json`), "{ half");
    writeFileSync(join(folder, "a", "README"), "not a message");
    spool.put("a", notice("2"));
    const only = channel("a");
    await work([only], 1000);
    expect(only.got).toEqual(["2"]);
  });

  it("brings events of one moment in the order in which upsmon told them, whichever program is up first", async () => {
    const spool = new Spool(folder);
    const only = channel("a");
    const given = [noticeId(clock.wall(), 1), noticeId(clock.wall(), 1)];
    const arrive = (text: string, which: number): void =>
      spool.put("a", { ...notice(text), ...newNotice(given[which], clock.wall(), 50 - which) });
    await clock.advance(100);
    arrive("2", 1);
    const working = work([only], 60_000);
    await clock.advance(100);
    arrive("1", 0);
    await clock.advance(300);
    expect(only.got).toEqual(["1", "2"]);
    await clock.advance(2000);
    expect(await working).toEqual({ due: undefined });
  });

  it("what root puts in belongs to those of the folder, so that upsmon's user can go on", () => {
    const given: string[] = [];
    const { uid, gid } = statSync(folder);
    const chown = (path: string, ...to: readonly number[]): void => {
      expect(to).toEqual([uid, gid]);
      given.push(relative(folder, path));
    };
    const queue = join(folder, "notify");
    new Spool(queue, { root: true, chown }).put("a", { ...notice("1"), id: "000000000000001-1" });
    expect(given).toEqual(["notify", "notify/a", expect.stringMatching(/^notify\/a\/0{14}1-1\.json\.\d+\.new$/)]);
    new Spool(queue, { root: false, chown }).put("a", { ...notice("2"), id: "000000000000002-1" });
    expect(given).toHaveLength(3);
    const modes = ["", "a", "a/000000000000001-1.json"].map((path) => statSync(join(queue, path)).mode & 0o777);
    expect(modes).toEqual([0o770, 0o770, 0o660]);
  });

  it("two workers at once deliver each message once", async () => {
    const spool = new Spool(folder);
    for (let i = 0; i < 5; i++) spool.put("a", notice(String(i)));
    const only = channel("a");
    await Promise.all([work([only], 1000), work([only], 1000)]);
    expect(only.got).toEqual(["0", "1", "2", "3", "4"]);
  });

  it("reads back every notice as it was put", () => {
    const spool = new Spool(folder);
    fc.assert(
      fc.property(fc.string(), fc.string({ unit: "grapheme" }), (upsname, text) => {
        const put: Notice = { ...notice(text), upsname };
        spool.put("x", put);
        expect(spool.get("x", put.id)).toEqual(put);
        spool.remove("x", put.id);
      }),
      { numRuns: 50 },
    );
  });
});
