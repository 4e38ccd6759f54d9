import { describe, expect, it } from "@jest/globals";
import { parseUpsmonConf } from "../../src/conf/upsmon-conf.ts";
import { createLog } from "../../src/system/log/log.ts";
import type { Notification } from "../../src/upsmon/shell/notification.ts";
import { FlagNotifier } from "../../src/upsmon/shell/notifier.ts";
import { FakeRunner } from "../sim/machine/fake-host.ts";

const ONBATT: Notification = { type: "ONBATT", ups: "ups1@host", text: "UPS ups1@host on battery" };

function begin(conf: string) {
  const runner = new FakeRunner();
  const lines: string[] = [];
  const calls: string[] = [];
  const open: ((end: "killed" | undefined) => void)[] = [];
  const notifier = new FlagNotifier(parseUpsmonConf(conf), {
    runner,
    log: createLog((level, line) => lines.push(`${level} ${line}`)),
    mayCallAgain: (command) => command === "ours",
    notifyCommand: (command, { type, text }, again = false) => {
      calls.push(`${command}: ${type} ${text}${again ? " again" : ""}`);
      return new Promise((resolve) => open.push(resolve));
    },
  });
  const end = (how?: "killed"): void => {
    for (const resolve of open.splice(0)) resolve(how);
  };
  return { notifier, runner, lines, calls, end };
}

describe("a notification", () => {
  it("goes to syslog and to terminals where nothing else is said", () => {
    const { notifier, runner, lines, calls } = begin("NOTIFYCMD /bin/tell");
    notifier.tell(ONBATT);
    expect([lines, runner.ran, calls]).toEqual([["notice UPS ups1@host on battery"], ["wall"], []]);
  });

  it("goes where NOTIFYFLAG says, and nowhere else", () => {
    const { notifier, runner, lines, calls } = begin("NOTIFYCMD /bin/tell\nNOTIFYFLAG ONBATT EXEC");
    notifier.tell(ONBATT);
    expect([lines, runner.ran, calls]).toEqual([[], [], ["/bin/tell: ONBATT UPS ups1@host on battery"]]);
  });

  it("goes nowhere with IGNORE", () => {
    const { notifier, runner, lines, calls } = begin("NOTIFYCMD /bin/tell\nNOTIFYFLAG ONBATT IGNORE");
    notifier.tell(ONBATT);
    expect([lines, runner.ran, calls]).toEqual([[], [], []]);
  });

  it("whose program of ours was killed is told again, three times at most", async () => {
    const { notifier, calls, end } = begin("NOTIFYCMD ours\nNOTIFYFLAG ONBATT EXEC");
    notifier.tell(ONBATT);
    for (let i = 0; i < 5; i++) {
      end("killed");
      await new Promise((resolve) => setImmediate(resolve));
    }
    const told = "ours: ONBATT UPS ups1@host on battery";
    expect(calls).toEqual([told, `${told} again`, `${told} again`]);
  });

  it.each([
    ["another's program was killed", "theirs", undefined],
    ["it was overtaken by the next of its UPS", "ours", { ...ONBATT, type: "ONLINE" } as const],
  ])("is not told again where %s", async (_, command, next) => {
    const { notifier, calls, end } = begin(`NOTIFYCMD ${command}\nNOTIFYFLAG ONBATT EXEC\nNOTIFYFLAG ONLINE SYSLOG`);
    notifier.tell(ONBATT);
    if (next) notifier.tell(next);
    end("killed");
    await notifier.flush();
    expect(calls).toHaveLength(1);
  });

  it("for a NOTIFYCMD that is not there is no fault", async () => {
    const { notifier, calls } = begin("NOTIFYFLAG ONBATT EXEC");
    notifier.tell(ONBATT);
    await notifier.flush();
    expect(calls).toEqual([]);
  });

  it("does not wait for the one before, and flush waits for all", async () => {
    const { notifier, calls, end } = begin("NOTIFYCMD x\nNOTIFYFLAG ONBATT EXEC\nNOTIFYFLAG FSD EXEC");
    notifier.tell(ONBATT);
    notifier.tell({ ...ONBATT, type: "FSD" });
    expect(calls).toHaveLength(2);
    let flushed = false;
    const flush = notifier.flush().then(() => {
      flushed = true;
    });
    await Promise.resolve();
    expect(flushed).toBe(false);
    end();
    await flush;
    expect(flushed).toBe(true);
  });

  it("waits for its turn when 64 commands hang, and is dropped, loudly, when 512 wait", () => {
    const { notifier, calls, lines, end } = begin("NOTIFYCMD x\nNOTIFYFLAG ONBATT EXEC");
    for (let i = 0; i < 64 + 512 + 1; i++) notifier.tell(ONBATT);
    expect(calls).toHaveLength(64);
    expect(lines).toEqual(["error 64 notification programs hang; a notification was dropped"]);
    end();
  });

  it("follows a reload", () => {
    const { notifier, calls } = begin("NOTIFYCMD old\nNOTIFYFLAG ONBATT EXEC");
    notifier.configure(parseUpsmonConf("NOTIFYCMD new\nNOTIFYFLAG ONBATT EXEC"));
    notifier.tell(ONBATT);
    expect(calls).toEqual(["new: ONBATT UPS ups1@host on battery"]);
  });

  it("says once that there is no wall", async () => {
    const { notifier, runner, lines } = begin("NOTIFYFLAG ONBATT WALL");
    runner.answers.set("wall", { kind: "not-started", reason: "spawn wall ENOENT" });
    notifier.tell(ONBATT);
    notifier.tell(ONBATT);
    await notifier.flush();
    expect(lines).toEqual(["notice Can't invoke wall: spawn wall ENOENT; terminals will not be told"]);
  });
});
