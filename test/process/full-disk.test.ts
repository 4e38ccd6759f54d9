/** A disk that is full: a tiny file system of memory, for which it takes root. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, it } from "@jest/globals";
import { openNotifyQueues, post } from "../../src/notify/notify-queues.ts";
import { FILES } from "../../src/system/files/files.ts";
import { replaceFile } from "../../src/system/files/replace-file.ts";
import { createLog } from "../../src/system/log/log.ts";
import { healthFile, readHealth } from "../../src/upsmon/shell/health-file.ts";

const disk = mkdtempSync(join(tmpdir(), "nutts-full-"));
const mounted = spawnSync("mount", ["-t", "tmpfs", "-o", "size=64k", "nutts", disk]).status === 0;
const onDisk = mounted ? it : it.skip;

beforeAll(() => {
  if (!mounted) console.info("no root, no file system of our own: the full disk is left out");
});
afterAll(() => {
  if (mounted) spawnSync("umount", [disk]);
  rmSync(disk, { recursive: true });
});
beforeEach(() => {
  for (const name of readdirSync(disk)) rmSync(join(disk, name), { recursive: true });
});

/** Takes all the room that is left. */
function fill(): void {
  const { bavail, bsize } = statfsSync(disk);
  writeFileSync(join(disk, "ballast"), Buffer.alloc(bavail * bsize));
}

onDisk("keeps the old file and leaves nothing else behind", () => {
  const path = join(disk, "ups.conf");
  writeFileSync(path, "old");
  fill();
  expect(() => replaceFile(path, "x".repeat(9000), 0o640)).toThrow("ENOSPC");
  expect(readdirSync(disk).sort()).toEqual(["ballast", "ups.conf"]);
  expect(readFileSync(path, "utf8")).toBe("old");
});

onDisk("does not let upsmon's health go on to say what holds no more, and says so once", () => {
  const said: string[] = [];
  const path = join(disk, "upsmon.health");
  const health = healthFile(
    path,
    FILES,
    createLog((_, line) => void said.push(line)),
  );
  health.write("all is well", true);
  fill();
  health.write("u@h on battery", false);
  expect(readHealth(path, FILES).protected).toBe(false);
  expect(readdirSync(disk)).toEqual(["ballast"]);
  expect(said).toEqual([
    expect.stringMatching(/^cannot write .*upsmon\.health: No space left on device; free some space/),
  ]);
});

onDisk("strands a notice, names the queue, and leaves no half of it there", () => {
  const said: string[] = [];
  const log = createLog((_, line) => void said.push(line));
  const conf = join(disk, "notify.conf");
  writeFileSync(conf, `spool = queue\n[a]\ntype = command\ncommand = true\n`);
  const office = openNotifyQueues({}, log, conf);
  if (!office) throw new Error("no office");
  post(office, { type: "T", upsname: "", text: "first" }, { env: {}, log });
  fill();
  post(office, { type: "T", upsname: "", text: "second" }, { env: {}, log });
  expect(readdirSync(join(disk, "queue/a"))).toHaveLength(1);
  expect(said).toEqual([expect.stringMatching(/is tried once: .*queue: No space left on device; free some space/)]);
});
