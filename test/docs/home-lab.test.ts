/** The plan of docs/home-lab.md, as it stands there: read, checked, and played on a clock of its own. */
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { runProgram } from "../../src/cli/program.ts";
import { CredentialPrompt } from "../../src/clients/credential-prompt.ts";
import { DRILL } from "../../src/commands/drill.ts";
import { parseUpsschedCmdConf } from "../../src/conf/upssched/upssched-cmd-conf.ts";
import type { Outcome } from "../../src/drill/paper/outcome.ts";
import { runDrill } from "../../src/drill/program.ts";
import { readHosts } from "../../src/hosts/hosts-conf.ts";
import { NutError } from "../../src/nut/errors.ts";
import { gatherInput } from "../../src/setup/check/check-input.ts";
import { runRules } from "../../src/setup/check/run-rules.ts";
import { House } from "../hosts/waking/house.ts";
import { FakeIo } from "../sim/machine/fake-io.ts";
import { conf, fakeMachine, program } from "../sim/machine/fake-machine.ts";

const FOLDER = new URL("../../docs/home-lab/", import.meta.url);
const PAGE = readFileSync(new URL("../../docs/home-lab.md", import.meta.url), "utf8");
const NAMES = readdirSync(FOLDER);
const textOf = (name: string): string => readFileSync(new URL(name, FOLDER), "utf8");

const machine = () =>
  fakeMachine({
    ...Object.fromEntries(NAMES.map((name) => [`/etc/nut/${name}`, conf(textOf(name))])),
    "/etc/nut/pve.token": conf("nut@pve!nut=secret\n"),
    "/etc/nut/pve-root-ca.pem": conf("a certificate\n"),
    "/etc/nut/cmd": undefined,
    "/usr/bin/nutts": program(),
    "/var/lib/nut": { kind: "folder", mode: 0o770, gid: 109 },
  });

/** A rehearsal on paper; servers do not answer. */
async function drilled(...argv: readonly string[]): Promise<string> {
  const io = new FakeIo({ NUT_CONFPATH: "/etc/nut" });
  const never = (): never => {
    throw new Error("a rehearsal on paper needs nobody and changes nothing");
  };
  const read = (path: string): string | undefined =>
    NAMES.includes(path.slice("/etc/nut/".length)) ? textOf(path.slice("/etc/nut/".length)) : undefined;
  const world = {
    files: { read, replace: never, remove: never, mode: () => 0o640 },
    connectTo: () => () => Promise.reject(new NutError("connect-failed")),
    ...{ connect: never, authFor: never, asking: new CredentialPrompt(never), onInterrupt: never },
  };
  const load = () => Promise.resolve({ run: (line: Parameters<typeof runDrill>[0]) => runDrill(line, io, world) });
  await runProgram({ ...DRILL, load }, argv, io);
  return io.stdout;
}

async function rehearsed(...argv: readonly string[]): Promise<(id: string) => Outcome> {
  const { cases } = JSON.parse(await drilled("--json", ...argv)) as { readonly cases: readonly Outcome[] };
  return (id) => {
    const found = cases.find((each) => each.id === id);
    if (!found) throw new Error(`${id} was not played`);
    return found;
  };
}

const when = ({ happenings }: Outcome, what: RegExp): number =>
  happenings.find(({ who, text }) => what.test([...who, text].join(" ")))?.at ?? Number.NaN;

describe("the plan of a home lab", () => {
  it("is a configuration with which nutts check finds nothing wrong", async () => {
    expect(runRules(await gatherInput(machine(), "/etc/nut"))).toEqual([]);
  });

  it("has the NAS leave at 80 %, the hypervisor with ten minutes to go, and the machine with the cable last", async () => {
    const of = await rehearsed("--runtime", "40m", "--secondaries", "nas=1", "--shutdown-time", "3m");
    const lost = of("mains-lost");
    expect(lost.ok).toBe(true);
    // 80 percent are left after 8 minutes of 40, ten minutes after 30.
    expect(when(lost, /on nas SHUTDOWNCMD/)).toBeCloseTo(8 * 60 + 20, -2);
    expect(when(lost, /upssched calls hypervisor-off/)).toBeCloseTo(30 * 60, -2);
    expect(when(lost, /this machine SHUTDOWNCMD/)).toBeCloseTo(32 * 60, -2);
  });

  it("is played as the page says", async () => {
    const [, command = "", lines = ""] = /\$ nutts drill (.*)\n([^`]*)/.exec(PAGE) ?? [];
    const out = await drilled(...command.split(" "));
    expect(lines).not.toBe("");
    expect(out).toContain(lines);
  });

  it("brings them back in order, when the mains has been there for two minutes and the battery is half full", () => {
    const { actions, recovery, problems } = parseUpsschedCmdConf(textOf("upssched-cmd.conf"));
    const read = readHosts(actions, "upssched-cmd.conf", {
      file: () => ({ kind: "found", secret: "nut@pve!nut=secret" }),
      env: () => undefined,
    });
    expect([...problems, ...read.problems]).toEqual([]);
    const house = new House(recovery);
    for (const { name, wakeOrder, wakeDelay, wakeLimit } of read.hosts)
      house.add(name, { order: wakeOrder, delay: wakeDelay, limit: wakeLimit }, 60, "rack@localhost");
    house.battery("rack@localhost", 20);
    house.run(600);
    house.mains("rack@localhost", 20);
    house.run(600);
    expect(house.wakes).toEqual([]);
    house.mains("rack@localhost", 50);
    house.run(300);
    const first = (name: string): number =>
      Number(house.wakes.find((wake) => wake.startsWith(`${name}@`))?.split("@")[1] ?? Number.NaN);
    expect(first("nas-leaves")).toBeGreaterThanOrEqual(1200);
    // A minute later the NAS answers.
    expect(first("hypervisor-off")).toBeGreaterThanOrEqual(first("nas-leaves") + 60);
  });

  it("brings everybody down in time where the battery is worn, or is half empty", async () => {
    const of = await rehearsed("--runtime", "40m", "--secondaries", "nas=1", "--shutdown-time", "3m");
    for (const id of ["half-battery", "early-low"])
      expect([id, of(id).verdict]).toEqual([id, expect.stringContaining("Everything is off in time")]);
  });
});
