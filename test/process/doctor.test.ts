/** `nutts doctor` against the built upsd and upsmon: a machine that is guarded, and one thing after another that is not. */
import { spawn } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { freePort, Machine, RUN_JS, SAME_USER, type Started, until } from "./daemon.ts";

interface Report {
  readonly ok: boolean;
  readonly looks: readonly {
    readonly row: string;
    readonly state: string;
    readonly text: string;
    readonly mend?: string;
  }[];
  readonly verdict: { readonly kind: string; readonly sentence: string };
}

const TERMINAL = "script";

/** What a machine for tests may lack. */
const NOT_OURS = new Set(["services", "at-boot", "clock-set", "firewall"]);

describe("nutts doctor", () => {
  let machine: Machine;
  let port = 0;
  const watching: Started[] = [];
  beforeEach(async () => {
    port = await freePort();
    machine = new Machine(port);
    machine.write("nut.conf", "MODE=standalone\n");
    machine.write("ups1.dev", "ups.status: OL\nbattery.charge: 100\nbattery.charge.low: 20\nbattery.runtime: 1200\n");
    machine.write("upsd.users", "[local]\npassword = s3cret\nupsmon primary\n");
    monitor("s3cret");
  });
  afterEach(async () => {
    // Its child outlives a parent that is killed, and holds the pipes of both.
    for (const one of watching.splice(0)) {
      one.child.kill("SIGTERM");
      await one.ended;
    }
    await machine.clear();
  });

  function monitor(password: string): void {
    const lines = [
      `MONITOR ups1@127.0.0.1:${port} 1 local ${password} primary`,
      'SHUTDOWNCMD "/bin/true"',
      "POLLFREQ 1",
      "POLLFREQALERT 1",
      "DEADTIME 3",
    ];
    machine.write("upsmon.conf", `${lines.join("\n")}\n`);
  }

  async function doctor(): Promise<{
    readonly status: number | null;
    readonly report: Report;
    readonly wrong: readonly string[];
  }> {
    const { status, out } = await machine.start("doctor", "--json").ended;
    const report = JSON.parse(out) as Report;
    expect(out).not.toMatch(/s3cret|hunter2/);
    const wrong = report.looks
      .filter((look) => look.state === "wrong" && !NOT_OURS.has(look.row))
      .map(({ row }) => row);
    return { status, report, wrong };
  }

  /** Without upsmon, which `up` runs where there is an upsmon.conf. */
  async function served(): Promise<Started> {
    const conf = join(machine.folder, "upsmon.conf");
    const text = readFileSync(conf, "utf8");
    rmSync(conf);
    const up = machine.start("up", ...SAME_USER);
    await until(
      "the reading",
      async () => (await machine.start("upsc", `ups1@127.0.0.1:${port}`, "ups.status").ended).out === "OL\n",
    );
    machine.write("upsmon.conf", text);
    return up;
  }

  async function guarded(): Promise<void> {
    watching.push(machine.start("upsmon", "-F", ...SAME_USER));
    await until("upsmon", async () =>
      (await machine.start("upsc", "-c", `ups1@127.0.0.1:${port}`).ended).out.includes("127.0.0.1"),
    );
  }

  it("finds a guarded machine well, says when it shuts down, and has logged out again", async () => {
    await served();
    await guarded();
    const { report, wrong } = await doctor();
    expect(report.verdict.sentence).toBe(
      `If the mains fails now, this machine shuts down when the battery of ups1@127.0.0.1:${port} is low, in about 16 min at the present load.`,
    );
    expect(wrong).toEqual([]);
    const texts = report.looks.map(({ row, state }) => `${row} ${state}`);
    expect(texts).toEqual(
      expect.arrayContaining([
        "login fine",
        "primary fine",
        "ups-reading fine",
        "driver-socket fine",
        "upsmon-process fine",
      ]),
    );
    const { out } = await machine.start("upsc", "-c", `ups1@127.0.0.1:${port}`).ended;
    expect(out.trim().split("\n")).toHaveLength(1);
  });

  it("says that a wrong password leaves the machine without protection, and shows neither password", async () => {
    monitor("hunter2");
    await served();
    watching.push(machine.start("upsmon", "-F", ...SAME_USER));
    const { status, report, wrong } = await doctor();
    expect(status).toBe(1);
    expect(wrong).toEqual(expect.arrayContaining(["login"]));
    expect(report.looks.find(({ row }) => row === "login")?.mend).toBe("nutts check --explain monitor-password");
    expect(report.verdict).toMatchObject({
      kind: "unprotected",
      sentence: expect.stringMatching(/upsmon does not run|local may not log in/),
    });
  });

  it("says that a UPS without its driver tells nothing", async () => {
    await served();
    await guarded();
    machine.write("upsmon.conf", `MONITOR ups2@127.0.0.1:${port} 1 local s3cret primary\nSHUTDOWNCMD "/bin/true"\n`);
    const { status, report } = await doctor();
    expect(status).toBe(1);
    expect(report.verdict.sentence).toMatch(
      /^This machine is not protected, because nothing is heard of ups2@.*Unknown UPS/,
    );
  });

  it("says that nobody is there", async () => {
    const { status, report, wrong } = await doctor();
    expect(status).toBe(1);
    expect(wrong).toEqual(expect.arrayContaining(["server", "port", "driver-socket", "upsmon-process"]));
    expect(report.verdict.kind).toBe("unprotected");
  });

  it("prints a table at a terminal, and lines without one, with the verdict last", async () => {
    const plain = await machine.start("doctor").ended;
    expect(plain.out).toMatch(/^upsmon-process: WRONG: upsmon does not run/m);
    expect(plain.out).toMatch(
      /^ {4}.*node \S+run\.js upsmon {2}\[upsmon-process\]|^ {4}sudo node \S+run\.js service install/m,
    );
    expect(plain.out.trimEnd().split("\n").at(-1)).toMatch(/^This machine is not protected, because /);
    const words = [process.execPath, RUN_JS, "doctor"].map((word) => `'${word}'`).join(" ");
    const env = { ...process.env, NUT_CONFPATH: machine.folder, NUT_STATEPATH: machine.run, NO_COLOR: "1" };
    const child = spawn(TERMINAL, ["-qefc", words, "/dev/null"], { env, stdio: ["ignore", "pipe", "pipe"] });
    let out = "";
    child.stdout.setEncoding("utf8").on("data", (piece: string) => {
      out += piece;
    });
    expect(await new Promise((resolve) => child.once("close", resolve))).toBe(1);
    expect(out).toMatch(/^upsmon-process {2,}WRONG: upsmon does not run/m);
  });

  it("refuses a wrong command line, and explains itself", async () => {
    expect(await machine.start("doctor", "--explain", "device-nod").ended).toMatchObject({
      status: 2,
      err: expect.stringContaining("device-node"),
    });
    expect(await machine.start("doctor", "ups").ended).toMatchObject({ status: 2 });
    expect((await machine.start("doctor", "--explain", "device-node").ended).out).toContain(
      "Drivers do not run as root.",
    );
    rmSync(join(machine.folder, "upsmon.conf"));
    const { out } = await machine.start("doctor", "--rows").ended;
    expect(out).toMatch(/^login {2,}LOGIN with user and password/m);
  });
});
