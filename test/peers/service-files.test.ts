/** Units and scripts as the programs see them that will read them. */
import { spawnSync } from "node:child_process";
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { afterEach, beforeEach, expect, it } from "@jest/globals";
import type { Layout } from "../../src/setup/service/layout.ts";
import { planService } from "../../src/setup/service/plan-service.ts";
import { ALPINE, DEBIAN, RASPBERRYMATIC, siteOf } from "../setup/service/site.ts";
import type { FakeFiles } from "../sim/machine/fake-tree.ts";
import { describePeers } from "./peer.ts";

let folder = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "service-"));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

const KINDS: readonly Layout["kind"][] = ["separate", "one"];
const NODE: Layout["program"] = [process.execPath, "/usr/lib/nutts/bin/run.js"];

/** Writes what a plan would, below the folder of the test; answers with the paths there. */
function unpack(system: FakeFiles, kind: Layout["kind"]): readonly string[] {
  const { steps } = planService(siteOf(system, { kind, program: NODE }));
  return steps.flatMap((step) => {
    if (step.kind !== "file") return [];
    const path = join(folder, step.path);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, step.text);
    chmodSync(path, step.mode);
    return [path];
  });
}

const run = (program: string, ...args: readonly string[]) =>
  spawnSync(program, args, { encoding: "utf8", timeout: 60_000, env: { ...process.env, NO_COLOR: "1", LC_ALL: "C" } });

const isUnit = (path: string): boolean => /\/systemd\/system\/[^/]+\.(service|target|path)$/.test(path);

/** With an instance of the template, and the links that `systemctl enable` makes of aliases. */
function units(kind: Layout["kind"]): readonly string[] {
  const paths = unpack(DEBIAN, kind).filter(isUnit);
  return paths.flatMap((path) => {
    const [name, alias] = path.endsWith("@.service")
      ? [path.replace("@.service", "@eaton.service"), ""]
      : [path, /^Alias=(\S+)/m.exec(readFileSync(path, "utf8"))?.[1] ?? ""];
    if (name !== path) symlinkSync(basename(path), name);
    if (alias !== "") symlinkSync(basename(path), join(dirname(path), alias));
    return [name];
  });
}

/** Exposure from 0 to 10, as systemd-analyze(1) counts it. */
const MOST_EXPOSED: Readonly<Record<string, number>> = {
  "nut-server.service": 1.8,
  "nut-driver@eaton.service": 2.2,
  "nutts.service": 2.2,
  "nut-driver-enumerator.service": 4,
  "nutts-conf.service": 4,
  "nut-monitor.service": 6.5,
};

describePeers("the units", ["systemd-analyze"], (paths) => {
  const analyze = paths["systemd-analyze"];

  it.each(KINDS)("of the layout %s are valid, and depend on each other in no circle", (kind) => {
    const { status, stderr } = run(analyze, "verify", "--man=no", "--recursive-errors=one", ...units(kind));
    expect(stderr).toBe("");
    expect(status).toBe(0);
  });

  it.each(KINDS)("of the layout %s expose as little as the README says", (kind) => {
    for (const unit of units(kind).filter((path) => path.endsWith(".service"))) {
      const { stdout } = run(analyze, "security", "--offline=true", "--no-pager", unit);
      const level = Number(/exposure level for \S+: ([\d.]+)/.exec(stdout)?.[1]);
      expect(level).toBeLessThanOrEqual(MOST_EXPOSED[basename(unit)] ?? 0);
    }
  });
});

const scriptsOf = (system: FakeFiles, kind: Layout["kind"] = "separate"): readonly string[] =>
  unpack(system, kind).filter((path) => readFileSync(path, "utf8").startsWith("#!"));

describePeers("the scripts", ["shellcheck", "busybox"], ({ shellcheck, busybox }) => {
  // nut.conf is the user's; what openrc-run reads is read nowhere in the script.
  it.each([
    ["systemd", DEBIAN, "separate", "SC1091"],
    ["RaspberryMatic", RASPBERRYMATIC, "separate", "SC1091"],
    ["OpenRC", ALPINE, "separate", "SC1091,SC2034"],
    ["OpenRC, in one process", ALPINE, "one", "SC1091,SC2034"],
  ] as const)("of %s please shellcheck and BusyBox's shell", (_name, system, kind, but) => {
    const scripts = scriptsOf(system, kind);
    expect(scripts.length).toBeGreaterThan(0);
    expect(run(shellcheck, "--shell=sh", `--exclude=${but}`, ...scripts).stdout).toBe("");
    for (const script of scripts) expect(run(busybox, "ash", "-n", script)).toMatchObject({ status: 0, stderr: "" });
  });
});

describePeers("the OpenRC scripts", ["openrc-run"], (paths) => {
  it.each(KINDS)("of the layout %s describe themselves to openrc-run, and what they need", (kind) => {
    for (const script of scriptsOf(ALPINE, kind)) {
      const { stdout, stderr } = run(paths["openrc-run"], script, "describe");
      expect(stderr + stdout).toContain("Network UPS Tools: ");
    }
    expect(readdirSync(join(folder, "etc/init.d"))).toHaveLength(3);
  });
});
