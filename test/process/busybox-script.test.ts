/** The script for rc.d of a BusyBox system, run by BusyBox's shell: all daemons start, are asked, read again, and stop. */
import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { busyboxScript } from "../../src/setup/service/busybox/script.ts";
import { findPeer } from "../peers/peer.ts";
import { RASPBERRYMATIC, siteOf } from "../setup/service/site.ts";
import type { Ended } from "../sim/machine/started.ts";
import { alive, freePort, kill, Machine, RUN_JS, Started, until } from "./daemon.ts";
import { IS_ROOT, parentOf } from "./upsmon-machine.ts";

const busybox = findPeer("busybox");

let machine: Machine;
beforeEach(async () => {
  machine = new Machine(await freePort());
});
afterEach(async () => {
  await script("stop");
  await machine.clear();
});

function script(word: string): Promise<Ended> {
  const { folder, run } = machine;
  const site = siteOf(RASPBERRYMATIC, { program: [process.execPath, RUN_JS] });
  const { distribution } = site.facts;
  const facts = { ...site.facts, confPath: folder, statePath: run, distribution: { ...distribution, group: "root" } };
  const path = join(folder, "nutts");
  writeFileSync(path, busyboxScript({ ...site, facts }), { mode: 0o755 });
  const env = { ...process.env, NUT_PIDPATH: run, NUT_ALTPIDPATH: run };
  const [shell, ...words] = [busybox ?? "/bin/sh", ...(busybox === undefined ? [] : ["ash"]), path, word];
  return new Started(spawn(shell, words, { env, stdio: ["ignore", "pipe", "pipe"] })).ended;
}

const status = async (): Promise<string> =>
  (await machine.start("upsc", `ups1@127.0.0.1:${machine.port}`, "ups.status").ended).out;

/** Users and groups of the daemons are root's to choose. */
(IS_ROOT ? describe : describe.skip)("the script of RaspberryMatic", () => {
  beforeEach(() => {
    machine.write("upsd.users", "[mon]\npassword = secret\nupsmon primary\n");
    const monitor = `MONITOR ups1@127.0.0.1:${machine.port} 1 mon secret primary`;
    machine.write("upsmon.conf", `${monitor}\nSHUTDOWNCMD /bin/true\nRUN_AS_USER root\n`);
  });

  it("starts drivers, upsd and upsmon, takes ups.conf over, and ends them all", async () => {
    machine.write("nut.conf", "MODE=standalone\n");
    expect(await script("start")).toMatchObject({ status: 0 });
    await until("the guard", async () => (await script("status")).out.includes("protected: watching 1 UPS"));
    expect(await status()).toBe("OL\n");
    machine.write(
      "ups.conf",
      "[ups1]\ndriver = dummy-ups\nport = ups1.dev\n[ups2]\ndriver = dummy-ups\nport = ups1.dev\n",
    );
    expect(await script("reload")).toMatchObject({ status: 0 });
    await until(
      "both",
      async () => (await machine.start("upsc", "-l", `127.0.0.1:${machine.port}`).ended).out === "ups1\nups2\n",
    );
    const pids = ["upsd", "upsmon"].map((name) => machine.pidOf(name) ?? 0);
    expect(pids.every(alive)).toBe(true);
    const parent = parentOf(pids[1] ?? 0);
    expect(await script("stop")).toMatchObject({ status: 0 });
    await until("all to be gone", () => [...pids, parent].every((pid) => !alive(pid)));
    expect(await script("status")).toMatchObject({ status: 1 });
  });

  it("starts upsmon alone where MODE is netclient, and nothing where it is none", async () => {
    machine.write("nut.conf", "MODE=netclient\n");
    expect(await script("start")).toMatchObject({ status: 0 });
    const pid = await until("upsmon", () => machine.pidOf("upsmon"));
    expect(machine.pidOf("upsd")).toBeUndefined();
    await script("stop");
    await until("it to be gone", () => !alive(pid));
    machine.write("nut.conf", "MODE=none\n");
    expect(await script("start")).toMatchObject({ status: 0, out: expect.stringContaining("MODE=none") });
    expect(machine.pidOf("upsmon")).toBeUndefined();
    kill(pid);
  });
});
