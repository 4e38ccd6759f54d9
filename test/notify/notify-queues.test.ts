import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { deliverPosted, openNotifyQueues, post } from "../../src/notify/notify-queues.ts";
import { Spool } from "../../src/notify/spool.ts";
import type { Env } from "../../src/system/files/paths.ts";
import { createLog } from "../../src/system/log/log.ts";

describe("a queue that cannot be written, as on a full disk", () => {
  let folder: string;
  const said: string[] = [];
  const log = createLog((_, line) => void said.push(line));
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "nutts-post-"));
    said.length = 0;
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  async function tell(command: string): Promise<boolean> {
    const path = join(folder, "notify.conf");
    writeFileSync(path, `spool = "${path}"\n[a]\ntype = command\ncommand = "${command}"\n`);
    const office = openNotifyQueues({}, log, path);
    if (!office) throw new Error("no channel");
    const posted = post(office, { type: "ONBATT", upsname: "u@h", text: "on battery" }, { env: {}, log });
    return (await deliverPosted(office, posted, { env: {}, log, forMs: 1000 })).lost;
  }

  it("sends the message all the same, once", async () => {
    const told = join(folder, "told");
    expect(await tell(`echo told >> ${told}; :`)).toBe(false);
    expect(readFileSync(told, "utf8")).toBe("told\n");
    expect(said).toEqual([
      expect.stringMatching(/^a: the message cannot be queued and is tried once: /),
      expect.stringMatching(/^a: message \S+ delivered$/),
    ]);
  });

  it("says that it is lost where that fails too", async () => {
    expect(await tell("exit 75; :")).toBe(true);
    expect(said.at(-1)).toMatch(/^a: message \S+ lost: command returned 75$/);
  });
});

describe("a message of a drill", () => {
  it("goes to people under a type of its own, and to no command", () => {
    const folder = mkdtempSync(join(tmpdir(), "nutts-drill-"));
    try {
      const path = join(folder, "notify.conf");
      const hook = "type = webhook\nurl = http://127.0.0.1:1/\n";
      writeFileSync(
        path,
        `spool = ${folder}\n[run]\ntype = command\ncommand = poweroff\n[low]\n${hook}events = LOWBATT\n[bad]\n${hook}events = COMMBAD\n`,
      );
      const queues = openNotifyQueues(
        {},
        createLog(() => undefined),
        path,
      );
      if (!queues) throw new Error("no channel");
      const message = { type: "LOWBATT", upsname: "u@h", text: "DRILL, nothing is shut down: low", drill: true };
      const { queued } = post(queues, message, { env: {}, log: createLog(() => undefined) });
      expect(queued).toEqual(["low"]);
      const [first] = queues.spool.list("low");
      expect(queues.spool.get("low", first?.id ?? "")?.type).toBe("DRILL");
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

describe("where the queue lies", () => {
  let folder: string;
  const said: string[] = [];
  const log = createLog((_, line) => void said.push(line));
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "nutts-place-"));
    said.length = 0;
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  function placeOf(env: Env, top = ""): string | undefined {
    const path = join(folder, "notify.conf");
    writeFileSync(path, `${top}\n[a]\ntype = command\ncommand = true\n`);
    return openNotifyQueues(env, log, path, join(folder, "lasting"))?.spool.folder;
  }

  it("is moved by NUT_STATEPATH, and before it by spool, which may be relative to the file", () => {
    mkdirSync(join(folder, "lasting"));
    expect(placeOf({})).toBe(join(folder, "lasting/notify"));
    expect(placeOf({ NUT_STATEPATH: join(folder, "state") })).toBe(join(folder, "state/notify"));
    expect(placeOf({ NUT_STATEPATH: join(folder, "state") }, "spool = queue")).toBe(join(folder, "queue"));
    expect(said).toEqual([]);
  });

  it("is beside the sockets where nothing outlives a boot", () => {
    expect(placeOf({})).toBe("/run/nut/notify");
  });

  it("names a queue that was begun at the old place", () => {
    const old = new Spool(join(folder, "lasting/notify"));
    old.put("a", { id: "000000000000001-1", at: 1, type: "T", upsname: "", subject: "", text: "" });
    expect(placeOf({ NUT_STATEPATH: join(folder, "state") })).toBe(join(folder, "state/notify"));
    expect(said).toEqual([
      `1 message waits in ${old.folder}, where the queue was before; move its folders to ${folder}/state/notify, or write ` +
        `spool = ${old.folder} into notify.conf`,
    ]);
  });
});

describe("a notify.conf that cannot be read", () => {
  it("is told in one line, whatever is wrong", () => {
    const folder = mkdtempSync(join(tmpdir(), "nutts-loop-"));
    const said: string[] = [];
    symlinkSync("notify.conf", join(folder, "notify.conf"));
    const log = createLog((_, line) => void said.push(line));
    expect(openNotifyQueues({}, log, join(folder, "notify.conf"))).toBeUndefined();
    expect(said).toEqual([expect.stringMatching(/notify\.conf cannot be read: Too many levels of symbolic links; /)]);
    rmSync(folder, { recursive: true });
  });
});
