import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { applyPlan, type PlanWorld, takeBack } from "../../../src/setup/service/plan/apply.ts";
import { machineFiles } from "../../../src/setup/service/plan/machine-files.ts";
import type { Plan, Step } from "../../../src/setup/service/plan/plan.ts";
import { showPlan } from "../../../src/setup/service/plan/show.ts";
import { planStore } from "../../../src/setup/service/plan/store.ts";
import { undoOf } from "../../../src/setup/service/plan/undo.ts";
import type { RunResult } from "../../../src/system/process/process-runner.ts";

let root = "";
let ran: string[] = [];
let told: string[] = [];

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "plan-"));
  [ran, told] = [[], []];
  mkdirSync(join(root, "etc"));
  mkdirSync(join(root, "var/lib"), { recursive: true });
  writeFileSync(join(root, "etc/unit"), "old\n", { mode: 0o600 });
  symlinkSync("unit", join(root, "etc/alias"));
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

const read = (path: string): string => readFileSync(join(root, path), "utf8");

const PLAN: Plan = {
  notes: [],
  steps: [
    { kind: "undo", argv: ["manager", "reload"] },
    { kind: "file", path: "/etc/unit", text: "new\n", mode: 0o644 },
    { kind: "file", path: "/etc/alias", text: "a file now\n", mode: 0o644 },
    { kind: "file", path: "/opt/made/for/it", text: "#!/bin/sh\n", mode: 0o755 },
    { kind: "run", argv: ["manager", "reload"] },
    { kind: "run", argv: ["manager", "start", "it"], undo: ["manager", "stop", "it"] },
  ],
};

const OK: RunResult = { kind: "exited", status: 0, stdout: "", stderr: "" };

function world(fails: string | undefined = undefined, interrupted = new AbortController()): PlanWorld {
  const files = machineFiles(root);
  return {
    files,
    store: planStore(files, "/var/lib/nutts"),
    interrupted: interrupted.signal,
    tell: (line) => told.push(line),
    runner: {
      run: (program, args) => {
        const line = [program, ...args].join(" ");
        ran.push(line);
        if (line === "interrupt me") interrupted.abort();
        return Promise.resolve(line === fails ? { ...OK, status: 5, stderr: "no such thing\n" } : OK);
      },
    },
  };
}

/** Everything below the root, with modes. */
const everything = (): readonly string[] =>
  readdirSync(root, { recursive: true, encoding: "utf8" })
    .sort()
    .map((name) => {
      const stat = lstatSync(join(root, name));
      const text = stat.isFile() ? readFileSync(join(root, name), "utf8") : "";
      return `${name} ${stat.mode.toString(8)} ${text}`;
    });

describe("a plan", () => {
  it("is carried out in its order, with the modes it names", async () => {
    expect(await applyPlan(PLAN, world())).toEqual({ kind: "done" });
    expect([read("etc/unit"), read("etc/alias"), read("opt/made/for/it")]).toEqual([
      "new\n",
      "a file now\n",
      "#!/bin/sh\n",
    ]);
    expect(lstatSync(join(root, "opt/made/for/it")).mode & 0o777).toBe(0o755);
    expect(ran).toEqual(["manager reload", "manager start it"]);
  });

  it("leaves everything as it was when a command fails, and says which and why", async () => {
    const before = everything();
    const applied = await applyPlan(PLAN, world("manager start it"));
    expect(applied).toEqual({ kind: "taken-back", why: "manager start it ended with 5: no such thing", left: [] });
    expect(everything()).toEqual(before);
    expect(ran).toEqual(["manager reload", "manager start it", "manager stop it", "manager reload"]);
  });

  it("takes back what it came to, and nothing else", async () => {
    await applyPlan(PLAN, world("manager reload"));
    expect(ran).toEqual(["manager reload", "manager reload"]);
  });

  it("begins nothing where a file cannot be written", async () => {
    writeFileSync(join(root, "opt"), "a file where a folder has to be\n");
    const before = everything();
    await expect(applyPlan(PLAN, world())).rejects.toThrow("/opt/made");
    expect(everything()).toEqual(before);
    expect(ran).toEqual([]);
  });

  it("leaves everything as it was when it is interrupted", async () => {
    const before = everything();
    const steps: readonly Step[] = [
      ...PLAN.steps.slice(0, 3),
      { kind: "run", argv: ["interrupt", "me"] },
      ...PLAN.steps.slice(3),
    ];
    const applied = await applyPlan({ ...PLAN, steps }, world());
    expect(applied).toMatchObject({ kind: "taken-back", why: "interrupted" });
    expect(everything()).toEqual(before);
  });

  it("goes on where a command fails that is not needed", async () => {
    const steps: readonly Step[] = [{ kind: "run", argv: ["settle"], optional: "waits for udev" }, ...PLAN.steps];
    expect(await applyPlan({ ...PLAN, steps }, world("settle"))).toEqual({ kind: "done" });
    expect(told).toEqual(["settle ended with 5: no such thing (it waits for udev; all else goes on)"]);
  });

  it("can be taken back by what a killed process has left", async () => {
    const before = everything();
    const killed = world();
    killed.store.begin(undoOf(PLAN, killed.files));
    killed.files.put("/etc/unit", { kind: "file", text: "new\n", mode: 0o644, uid: 0, gid: 0 });
    killed.files.put("/opt/made/for/it", { kind: "file", text: "x", mode: 0o644, uid: 0, gid: 0 });
    const next = world();
    const journal = next.store.journal();
    expect(await takeBack(journal ?? [], next)).toEqual([]);
    next.store.end();
    expect(everything()).toEqual(before);
    expect(next.store.journal()).toBeUndefined();
  });

  it("keeps the old text where nobody else can read it", async () => {
    const one = world();
    one.store.begin(undoOf(PLAN, one.files));
    expect(lstatSync(join(root, "var/lib/nutts/service.journal")).mode & 0o777).toBe(0o600);
    expect(read("var/lib/nutts/service.journal")).toContain("old\\n");
  });

  it("is taken back as far as that goes, and names the rest", async () => {
    const left = await takeBack(undoOf(PLAN, world().files), world("manager stop it"));
    expect(left).toEqual(["manager stop it ended with 5: no such thing"]);
    expect(read("etc/unit")).toBe("old\n");
  });

  it("shows what would be other than it is", () => {
    writeFileSync(join(root, "etc/unit"), "new\n");
    chmodSync(join(root, "etc/unit"), 0o644);
    const shown = showPlan(PLAN, machineFiles(root));
    expect(shown).toContain("/etc/unit (as it is)\n");
    expect(shown).toMatch(/\/opt\/made\/for\/it \(new, mode 755\)\n.*#!\/bin\/sh\n/);
    expect(shown).toContain("$ manager start it\n");
    expect(existsSync(join(root, "opt"))).toBe(false);
  });

  it("stops at what is no file", () => {
    mkdirSync(join(root, "etc/folder"));
    const steps: readonly Step[] = [{ kind: "file", path: "/etc/folder", text: "", mode: 0o644 }];
    expect(() => undoOf({ notes: [], steps }, machineFiles(root))).toThrow("/etc/folder is no file; move it away");
  });
});
