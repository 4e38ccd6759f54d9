/** What goes wrong around init, check --fix, drill, service and doctor: a clear sentence, and nothing half written. */
import { spawn, spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statfsSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { RUN_JS, Started } from "./daemon.ts";

const CTRL_C = "\u0003";
const ENTER = "\r";
const root = process.getuid?.() === 0;

let folder = "";
let mounted = "";
const started: Started[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "nutts-bad-input-"));
  mkdirSync(join(folder, "run"));
  writeFileSync(join(folder, "box.dev"), "ups.status: OL\nbattery.charge.restart: 0\n");
});
afterEach(async () => {
  for (const { child } of started) child.kill("SIGKILL");
  await Promise.all(started.splice(0).map(({ ended }) => ended));
  if (mounted !== "") spawnSync("umount", [mounted]);
  mounted = "";
  rmSync(folder, { recursive: true, force: true });
});

function start(command: string, args: readonly string[], conf = join(folder, "etc")): Started {
  const run = join(folder, "run");
  const paths = { NUT_CONFPATH: conf, NUT_STATEPATH: run, NUT_ALTPIDPATH: run, NUT_PIDPATH: run };
  const env = { ...process.env, ...paths, NO_COLOR: "1", NUTTS_CALLED_AS: "nutts" };
  const one = new Started(spawn(command, [...args], { env, cwd: folder, stdio: ["pipe", "pipe", "pipe"] }));
  started.push(one);
  return one;
}

const nutts = (...args: readonly string[]): Started => start(process.execPath, [RUN_JS, ...args]);
const atTerminal = (...args: readonly string[]): Started =>
  start("script", ["-qefc", [process.execPath, RUN_JS, ...args].map((word) => `'${word}'`).join(" "), "/dev/null"]);

const conf = (name: string, text: string): void => {
  mkdirSync(join(folder, "etc"), { recursive: true });
  writeFileSync(join(folder, "etc", name), text, { mode: 0o640 });
};
const init = (): readonly string[] => ["init", "--yes", "--no-reading", "--ups", `box=dummy-ups:${folder}/box.dev`];

describe("Ctrl-C at a terminal", () => {
  const OLD = "MONITOR box@localhost 1 u p master\nshutdowncmd x\n";

  it("at the question of check --fix changes nothing", async () => {
    conf("upsmon.conf", OLD);
    const person = atTerminal("check", "--fix");
    await person.says(/Make these changes\?/);
    person.child.stdin?.write(CTRL_C);
    const { out, status } = await person.ended;
    expect(out).toContain("Nothing was changed.");
    expect(status).toBe(1);
    expect(readFileSync(join(folder, "etc", "upsmon.conf"), "utf8")).toBe(OLD);
    expect(readdirSync(join(folder, "etc"))).toEqual(["upsmon.conf"]);
  });

  it("at the question of init --undo puts nothing back", async () => {
    expect(await nutts(...init()).ended).toMatchObject({ status: 0 });
    const before = readdirSync(join(folder, "etc"));
    const person = atTerminal("init", "--undo");
    await person.says(/Put these files back\?/);
    person.child.stdin?.write(CTRL_C);
    const { out, status } = await person.ended;
    expect(out).toContain("nothing was written");
    expect(status).toBe(130);
    expect(readdirSync(join(folder, "etc"))).toEqual(before);
  });
});

describe("a device that vanishes between two questions", () => {
  it("is told of, and the rest is set up", async () => {
    const words = ["init", "--no-service", "--ups", `box=dummy-ups:${folder}/box.dev`, "--role", "standalone"];
    const person = atTerminal(...words);
    await person.says(/percent of charge before it gives power/);
    rmSync(join(folder, "box.dev"));
    person.child.stdin?.write(ENTER);
    await person.says(/Do all this/);
    person.child.stdin?.write(ENTER);
    const { out, status } = await person.ended;
    expect(out).toMatch(/box: battery\.charge\.restart was not set: /);
    expect(out).toContain("This machine is not protected, because ");
    expect(status).toBe(0);
    expect(readdirSync(join(folder, "etc"))).toEqual(expect.arrayContaining(["ups.conf", "upsmon.conf"]));
  }, 120_000);
});

/** A file system of its own, as small as this, for which it takes root. */
function mount(size: string): boolean {
  mounted = join(folder, "etc");
  mkdirSync(mounted);
  return spawnSync("mount", ["-t", "tmpfs", "-o", `size=${size}`, "nutts", mounted]).status === 0;
}

/** All but so many bytes. */
function fill(left: number): void {
  const { bavail, bsize } = statfsSync(mounted);
  writeFileSync(join(mounted, "ballast"), Buffer.alloc(Math.max(0, bavail * bsize - left)));
}

(root ? describe : describe.skip)("a disk", () => {
  it.each([0, 4096, 16_384, 24_576])(
    "that is full but for %i bytes leaves init with nothing, and says why",
    async (left) => {
      expect(mount("64k")).toBe(true);
      fill(left);
      const { err, status } = await nutts(...init()).ended;
      expect(err).toContain(`Nothing was written: ${mounted}: No space left on device; free some space there`);
      expect(status).toBe(1);
      expect(readdirSync(mounted)).toEqual(["ballast"]);
    },
  );

  it("that is full leaves check --fix with the old file", async () => {
    expect(mount("64k")).toBe(true);
    conf("upsmon.conf", "MONITOR box@localhost 1 u p master\n");
    fill(0);
    const { err, status } = await nutts("check", "--fix", "--yes").ended;
    expect(err).toMatch(/upsmon\.conf: not changed: No space left on device; free some space there/);
    expect(status).toBe(1);
    expect(readFileSync(join(mounted, "upsmon.conf"), "utf8")).toBe("MONITOR box@localhost 1 u p master\n");
    expect(readdirSync(mounted).sort()).toEqual(["ballast", "upsmon.conf"]);
  });

  it("that is for reading only is no matter of rights, and root is not sent to root", async () => {
    expect(mount("64k")).toBe(true);
    spawnSync("mount", ["-o", "remount,ro", mounted]);
    const { out, err, status } = await nutts(...init()).ended;
    expect(err).toContain(`Nothing was written: ${mounted}: Read-only file system; mount it for writing`);
    expect(out).not.toContain("sudo");
    expect(status).toBe(1);
  });
});

describe("a folder where a file should be", () => {
  it("is told by each of them, and nothing is written", async () => {
    mkdirSync(join(folder, "etc", "upsmon.conf"), { recursive: true });
    const told = await Promise.all([init(), ["check"], ["doctor"], ["drill"]].map((words) => nutts(...words).ended));
    for (const { out, err, status } of told) {
      expect(out + err).toMatch(/upsmon\.conf\b.*Is a directory/);
      expect(out + err).not.toMatch(/^\s+at /m);
      expect(status).not.toBe(0);
    }
    expect(readdirSync(join(folder, "etc"))).toEqual(["upsmon.conf"]);
  });
});

describe("a command line that is wrong", () => {
  it.each<readonly [string, string]>([
    ["init now", '"now" is no option; nutts init --help lists them'],
    ["init --rol netserver", "--rol"],
    ["init --role server", "--role server"],
    ["init --ups box", "--ups box"],
    ["init --ups [x]=dummy-ups:a", "--ups"],
    ["init --listen nowhere:x", "--listen"],
    ["init --preset nas", "--preset nas"],
    ["init --battery high", "--battery"],
    ["init --json", "--json asks nothing: add --yes or --print"],
    ["init --yes --password-file /nowhere/at-all --server ups@nas", "/nowhere/at-all"],
    ["check etc", '"etc" is no option; the folder goes behind --conf'],
    ["check --yes", "--yes goes with --fix"],
    ["check --explain no-such-rule", "no-such-rule"],
    ["check --runtime soon", "--runtime soon"],
    ["doctor now", '"now" is no option'],
    ["doctor --explain no-such-row", "no-such-row"],
    ["doctor --conf=", "--conf needs a folder"],
    ["service", "a word is missing"],
    ["service instal", "instal"],
    ["service logs -n many", "-n many"],
    ["drill --runtime soon", "soon"],
    ["links", "links"],
  ])("is told in a sentence: %s", async (words, says) => {
    const { out, err, status } = await nutts(...words.split(" ")).ended;
    expect(err).toContain(says);
    expect(err).not.toMatch(/^\s+at /m);
    expect(out).toBe("");
    expect(status).toBeGreaterThan(0);
    expect(existsSync(join(folder, "etc"))).toBe(false);
  });
});

it("without a terminal nobody is asked, and nothing is done", async () => {
  conf("upsmon.conf", "MONITOR box@localhost 1 u p master\n");
  const fix = nutts("check", "--fix");
  fix.child.stdin?.end();
  expect(await fix.ended).toMatchObject({ status: 1, err: expect.stringContaining("Nothing was changed.") });
  expect(readdirSync(join(folder, "etc"))).toEqual(["upsmon.conf"]);
  expect(await nutts("init").ended).toMatchObject({ status: 2, err: expect.stringContaining("there is no terminal") });
});
