import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { createLog } from "../../src/host/log.ts";
import { deliverPosted, openPostOffice, post } from "../../src/notify/post-office.ts";

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
    const office = openPostOffice({}, log, path);
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
