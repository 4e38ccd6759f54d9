import { execFileSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { UPSMON_CONF_DEFAULTS, type UpsmonConf } from "../../src/conf/upsmon-conf.ts";
import { createLog, SILENT_LOG } from "../../src/system/log/log.ts";
import { clearFlag, flagState, setFlag } from "../../src/upsmon/shell/power-down-flag.ts";
import { preparePlan, shutDown } from "../../src/upsmon/shell/shut-down.ts";
import { monitor } from "../scenarios/monitor.ts";

let folder: string;
let flag: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "nutts-flag-"));
  flag = join(folder, "killpower");
});
afterEach(() => rmSync(folder, { recursive: true }));

describe("POWERDOWNFLAG", () => {
  it("is written with the magic text that C's upsmon looks for, without a line end", () => {
    expect(flagState(flag)).toBe("unset");
    expect(setFlag(flag)).toEqual({ kind: "done" });
    expect(readFileSync(flag, "utf8")).toBe("upsmon-shutdown-file");
    expect(flagState(flag)).toBe("set");
  });

  it("is removed when it is ours, also when C wrote it with a line end", () => {
    writeFileSync(flag, "upsmon-shutdown-file\n");
    expect(clearFlag(flag)).toEqual({ kind: "done" });
    expect(flagState(flag)).toBe("unset");
    expect(clearFlag(flag)).toEqual({ kind: "done" });
  });

  it("is taken over when it is empty, as a full disk or touch(1) leaves it", () => {
    writeFileSync(flag, "");
    expect([flagState(flag), setFlag(flag).kind, flagState(flag)]).toEqual(["unset", "done", "set"]);
    writeFileSync(flag, "");
    expect(clearFlag(flag)).toEqual({ kind: "done" });
    expect(readdirSync(folder)).toEqual([]);
  });

  it("is written in one step: readers of a flag that is being written see all of it, and no other file is left", () => {
    setFlag(flag);
    const before = statSync(flag).ino;
    setFlag(flag);
    expect(statSync(flag).ino).not.toBe(before);
    expect(readdirSync(folder)).toEqual(["killpower"]);
  });

  it("leaves a foreign file alone that somebody has given its name by a hard link", () => {
    const target = join(folder, "target");
    for (const text of ["", "upsmon-shutdown-file", "precious"]) {
      writeFileSync(target, text);
      linkSync(target, flag);
      setFlag(flag);
      expect(readFileSync(target, "utf8")).toBe(text);
      rmSync(flag);
    }
  });

  it("does not wait for a named pipe that lies in its place", () => {
    execFileSync("mkfifo", [flag]);
    expect([flagState(flag), clearFlag(flag).kind, setFlag(flag).kind]).toEqual(["foreign", "refused", "refused"]);
  });

  it.each(["upsmon", "something else entirely, and longer than that"])("that holds %p is left alone", (text) => {
    writeFileSync(flag, text);
    expect(flagState(flag)).toBe("foreign");
    expect([clearFlag(flag).kind, setFlag(flag).kind]).toEqual(["refused", "refused"]);
    expect(readFileSync(flag, "utf8")).toBe(text);
  });

  it("in a folder that is not there says why it is not written", () => {
    expect(setFlag(join(folder, "no", "such"))).toMatchObject({ kind: "refused", reason: /ENOENT/ });
  });

  const asRoot = process.geteuid?.() === 0 ? it : it.skip;
  asRoot("is neither read, written nor removed by root behind a link in a folder that others may write to", () => {
    const target = join(folder, "target");
    writeFileSync(target, "upsmon-shutdown-file");
    chmodSync(folder, 0o1777);
    symlinkSync(target, flag);
    expect([flagState(flag), clearFlag(flag).kind]).toEqual(["foreign", "refused"]);
    rmSync(target);
    expect(setFlag(flag)).toMatchObject({ kind: "refused", reason: expect.stringContaining("is a link") });
    mkdirSync(join(folder, "real"));
    symlinkSync("real", join(folder, "linked"));
    expect(setFlag(join(folder, "linked", "killpower")).kind).toBe("refused");
    expect([existsSync(target), readdirSync(join(folder, "real"))]).toEqual([false, []]);
  });

  it("that is a folder is somebody else's", () => {
    mkdirSync(flag);
    expect(flagState(flag)).toBe("foreign");
  });
});

describe("the shutdown", () => {
  const conf = (command: string) => ({ ...UPSMON_CONF_DEFAULTS, shutdowncmd: command, powerdownflag: flag });

  it("writes the flag before SHUTDOWNCMD, whose quotes and arguments a shell reads", async () => {
    const out = join(folder, "out");
    await shutDown(conf(`printf '%s,' "two words" three "$(cat ${flag})" > ${out}`), SILENT_LOG);
    expect(readFileSync(out, "utf8")).toBe("two words,three,upsmon-shutdown-file,");
  });

  it("restarts with RESTARTCMD in place of SHUTDOWNCMD, after the flag", async () => {
    const out = join(folder, "out");
    const plan = { ...conf(`echo halt >> ${out}`), restartcmd: `printf '%s' "$(cat ${flag})" >> ${out}` };
    expect(await shutDown(plan, SILENT_LOG, "restart")).toEqual({ kind: "done" });
    expect(readFileSync(out, "utf8")).toBe("upsmon-shutdown-file");
  });

  it.each([undefined, "exit 3"])("shuts down where it cannot restart with %p", async (restartcmd) => {
    const out = join(folder, "out");
    await shutDown({ ...conf(`echo halt >> ${out}`), restartcmd }, SILENT_LOG, "restart");
    expect(readFileSync(out, "utf8")).toBe("halt\n");
  });

  it("says when SHUTDOWNCMD fails, or is not there", async () => {
    const lines: string[] = [];
    const log = createLog((level, line) => lines.push(`${level} ${line}`));
    await shutDown(conf("exit 4"), log);
    await shutDown(UPSMON_CONF_DEFAULTS, log);
    expect(lines).toEqual([
      "error SHUTDOWNCMD failed (it ended with 4): exit 4",
      "error There is no SHUTDOWNCMD: this machine stays up until the power fails",
    ]);
  });

  it("is prepared by removing the flag of the last time", () => {
    setFlag(flag);
    const lines: string[] = [];
    const plan = preparePlan(
      conf("true"),
      createLog((level, line) => lines.push(`${level} ${line}`)),
    );
    expect([plan.powerdownflag, flagState(flag), lines]).toEqual([
      flag,
      "unset",
      [`info Using power down flag file ${flag}`],
    ]);
  });

  const prepared = (settings: Partial<UpsmonConf>, env = process.env) => {
    const lines: string[] = [];
    const log = createLog((level, line) => lines.push(`${level} ${line}`));
    return { plan: preparePlan({ ...conf("true"), ...settings }, log, env), lines };
  };

  it("says at the start what a foreign flag means, and how to mend it", () => {
    writeFileSync(flag, "precious");
    expect(prepared({}).lines.at(-1)).toBe(
      `error POWERDOWNFLAG ${flag} is not used: it holds something else than upsmon's magic text, and is left alone; ` +
        `the UPS will not be switched off after a shutdown, and this machine may stay down: rm ${flag}, and restart upsmon`,
    );
  });

  it("tries at the start whether the flag can be written, and leaves nothing behind", () => {
    expect(prepared({}).lines).toEqual([`info Using power down flag file ${flag}`]);
    expect(readdirSync(folder)).toEqual([]);
    const { plan, lines } = prepared({ powerdownflag: join(folder, "no", "such") });
    expect(lines.at(-1)).toMatch(/^error POWERDOWNFLAG .*no\/such cannot be written: ENOENT.*make the folder/);
    expect(plan.powerdownflag).toBe(join(folder, "no", "such"));
  });

  /** C 2.8.5 writes it on a secondary as well, where a late hook may switch the UPS off under the other machines. */
  it("does without a flag where this machine is primary of nothing, and removes one of the last time", () => {
    setFlag(flag);
    const { plan, lines } = prepared({ monitors: [monitor("a@b", { role: "secondary" })] });
    expect([plan.powerdownflag, flagState(flag)]).toEqual([undefined, "unset"]);
    expect(lines).toEqual([expect.stringContaining("is not used: this machine is primary of nothing")]);
    const both = [monitor("a@b", { role: "secondary" }), monitor("c@d", { powerValue: 0 })];
    expect(prepared({ monitors: both }).plan.powerdownflag).toBe(flag);
  });

  it.each([
    ["/no/such/shutdown -h +0", "/no/such/shutdown: No such file or directory"],
    ["no-such-program", "no-such-program: there is no such program in /bin"],
    ["'/no/such' now", "/no/such: No such file or directory"],
    ["/etc/passwd", "/etc/passwd: Permission denied"],
    ["/etc now", "/etc: is not a file"],
  ])("looks at the start whether there is a program in SHUTDOWNCMD %s", (shutdowncmd, complaint) => {
    expect(prepared({ shutdowncmd }, { PATH: "/bin" }).lines[0]).toBe(
      `error SHUTDOWNCMD: ${complaint}: this machine cannot be shut down; mend the line, and restart upsmon`,
    );
  });

  it.each(["/bin/sh -c true", "sh x", "exit 4", "A=1 /no/such", "$X/halt", "[ -e /x ] && halt", "(halt)", ": halt"])(
    "has nothing to say against SHUTDOWNCMD %s",
    (shutdowncmd) => {
      expect(prepared({ shutdowncmd }).lines.filter((line) => line.startsWith("error"))).toEqual([]);
    },
  );

  it("runs a program whose path holds blanks", async () => {
    const program = join(folder, "my shutdown");
    writeFileSync(program, `#!/bin/sh\necho "$#" > ${folder}/out\n`, { mode: 0o755 });
    expect(prepared({ shutdowncmd: program }).lines).toHaveLength(1);
    expect(
      await shutDown({ shutdowncmd: program, restartcmd: undefined, powerdownflag: undefined }, SILENT_LOG),
    ).toEqual({ kind: "done" });
    expect(readFileSync(join(folder, "out"), "utf8")).toBe("0\n");
  });

  it("does without a flag that is somebody else's file", () => {
    writeFileSync(flag, "precious");
    const plan = preparePlan(conf("true"), SILENT_LOG);
    expect([plan.powerdownflag, plan.shutdowncmd]).toEqual([undefined, "true"]);
  });
});
