import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { testChannels } from "../../src/clients/test-channels.ts";
import { type NotifyQueues, openNotifyQueues } from "../../src/notify/notify-queues.ts";
import { SILENT_LOG } from "../../src/system/log/log.ts";

describe("nutts notify test", () => {
  let folder = "";
  let out = "";
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "nutts-test-channels-"));
    out = "";
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** A command that ends with 75 is tried again later. */
  function queues(spool = join(folder, "spool")): NotifyQueues {
    const path = join(folder, "notify.conf");
    const channels = [
      ["good", "true; :"],
      ["down", "exit 75; :"],
    ].map(([name = "", command = ""]) => `[${name}]\ntype = command\nexpire = 7200\ncommand = "${command}"\n`);
    writeFileSync(path, `spool = "${spool}"\n${channels.join("")}`);
    const opened = openNotifyQueues({}, SILENT_LOG, path);
    if (!opened) throw new Error("no channel");
    return opened;
  }

  const say = (text: string): void => {
    out += text;
  };
  const context = { env: {}, log: SILENT_LOG, out: say };

  it("tries each channel once, and says what stays in the queue and who sends it", async () => {
    const { delivered, due } = await testChannels(queues(), [], context);
    expect(delivered).toBe(false);
    expect(due).toBeDefined();
    expect(out).toBe(
      "good: delivered\n" +
        "down: not delivered yet: command returned 75; it stays in the queue, and a process in the background tries again for 2 h\n",
    );
  });

  it("tells of nothing but the channels that were asked for", async () => {
    expect(await testChannels(queues(), ["good"], context)).toEqual({ delivered: true, due: undefined });
    expect(out).toBe("good: delivered\n");
    await expect(testChannels(queues(), ["god"], context)).rejects.toThrow("there is no channel [god]; channels are");
  });

  it("does not promise another try of what could not be queued", async () => {
    writeFileSync(join(folder, "full"), "");
    await testChannels(queues(join(folder, "full")), ["down"], context);
    expect(out).toBe("down: lost: command returned 75\n");
  });

  it("says so where another process is at work on the queue", async () => {
    const opened = queues();
    mkdirSync(join(folder, "spool"));
    writeFileSync(opened.spool.lockPath, String(process.pid));
    expect(await testChannels(opened, ["good"], context)).toEqual({ delivered: false, due: undefined });
    expect(out).toContain("good: queued; another process is at work on the queue");
  });

  it("knows when notify.conf is not what it was", () => {
    const opened = queues();
    expect(opened.outdated()).toBe(false);
    utimesSync(join(folder, "notify.conf"), 1, 1);
    expect(opened.outdated()).toBe(true);
  });
});
