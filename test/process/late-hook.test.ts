/** The script that runs last, in BusyBox's shell and in the system's, with programs that only say that they were called. */
import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { lateHook } from "../../src/setup/service/late-hook.ts";
import { findPeer } from "../peers/peer.ts";
import { DEBIAN, siteOf } from "../setup/service/site.ts";

const busybox = findPeer("busybox");
const SHELLS = [["/bin/sh"], ...(busybox === undefined ? [] : [[busybox, "ash"]])] as const;

let folder = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "hook-"));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

interface Outcome {
  /** What was called. */
  readonly calls: readonly string[];
  readonly said: string;
  readonly status: number | null;
}

function program(name: string, ...lines: readonly string[]): string {
  const path = join(folder, name);
  writeFileSync(path, ["#!/bin/sh", `echo "${name} $*" >> ${folder}/calls`, ...lines, ""].join("\n"));
  chmodSync(path, 0o755);
  return path;
}

/** `flag`: whether upsmon has set POWERDOWNFLAG. */
function runHook(
  shell: readonly string[],
  nutConf: string,
  flag: boolean,
  argument = "poweroff",
  refused = false,
  printed = "",
): Outcome {
  const driver = `${printed === "" ? "" : `echo ${printed};`} exit ${refused ? 1 : 0}`;
  const node = program("node", `case "$2" in upsmon) exit ${flag ? 0 : 1} ;; driver) ${driver} ;; esac`);
  program("systemctl");
  writeFileSync(join(folder, "nut.conf"), nutConf);
  const site = siteOf(DEBIAN, { program: [node, "/nutts/run.js"] });
  const text = lateHook({ ...site, facts: { ...site.facts, confPath: folder } });
  writeFileSync(join(folder, "hook"), text);
  const [command = "", ...args] = [...shell, join(folder, "hook"), argument];
  const env = { PATH: `${folder}:/usr/bin:/bin` };
  const { status, stderr } = spawnSync(command, args, { env, encoding: "utf8", timeout: 120_000 });
  const calls = existsSync(join(folder, "calls")) ? readFileSync(join(folder, "calls"), "utf8").trim().split("\n") : [];
  return { calls, said: stderr, status };
}

const ASKED = "node /nutts/run.js upsmon -K";
const OFF = "node /nutts/run.js driver shutdown";

describe.each(SHELLS.map((shell) => [shell.join(" "), shell] as const))("the late hook in %s", (_name, shell) => {
  it("has the UPSes switched off where the flag is set", () => {
    const { calls, said, status } = runHook(shell, "MODE=standalone\n", true);
    expect(calls).toEqual([ASKED, OFF]);
    expect(said).toContain("nutts: switching the UPSes off");
    expect(status).toBe(0);
  });

  it("does nothing in any other shutdown", () => {
    expect(runHook(shell, "MODE=standalone\n", false).calls).toEqual([ASKED]);
  });

  it("waits and restarts where the power is still there", () => {
    const { calls, said } = runHook(shell, "MODE=netserver\nPOWEROFF_WAIT=0\n", true);
    expect(calls).toEqual([ASKED, OFF, "systemctl reboot --force --force"]);
    expect(said).toContain("waiting 0 for the power to go");
  });

  it("lets a restart wait for the power to go, that it may not go in the middle of the start", () => {
    const sleep = `sleep() { echo "sleep $*" >> ${folder}/calls; }\n`;
    const { calls } = runHook(shell, sleep, true, "reboot");
    expect(calls).toEqual([ASKED, OFF, "sleep 75", "systemctl reboot --force --force"]);
  });

  it.each([
    ["87", "5", "102"],
    ["87", "200", "200"],
    ["87", "2m", "102"],
  ])("waits for a UPS that goes off in %s s, also with POWEROFF_WAIT=%s", (left, wait, slept) => {
    const sleep = `sleep() { echo "sleep $*" >> ${folder}/calls; }\n`;
    const { calls, said } = runHook(shell, `${sleep}POWEROFF_WAIT=${wait}\n`, true, "poweroff", false, left);
    expect(calls).toEqual([ASKED, OFF, `sleep ${slept}`, "systemctl reboot --force --force"]);
    expect(said).not.toMatch(/number|integer|bad/i);
  });

  it("does not wait for a UPS that was told before, where it is not to start again", () => {
    expect(runHook(shell, "", true, "poweroff", false, "87").calls).toEqual([ASKED, OFF]);
  });

  it("restarts at once where no UPS takes the power away", () => {
    const { calls, said } = runHook(shell, "", true, "reboot", true);
    expect(calls).toEqual([ASKED, OFF]);
    expect(said).toContain("nutts: not every UPS took the order");
  });

  it.each(["none", "netclient"])("asks nobody where MODE is %s", (mode) => {
    expect(runHook(shell, `MODE=${mode}\n`, true).calls).toEqual([]);
  });

  it("is silent where that is wanted", () => {
    expect(runHook(shell, "MODE=standalone\nPOWEROFF_QUIET=true\n", true).said).toBe("");
  });

  it("does nothing when BusyBox's init starts it", () => {
    expect(runHook(shell, "MODE=standalone\n", true, "start").calls).toEqual([]);
  });

  it("works without a nut.conf that says anything", () => {
    expect(runHook(shell, "", true).calls).toEqual([ASKED, OFF]);
  });
});
