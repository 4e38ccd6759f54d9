import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { UPSMON_CONF_DEFAULTS } from "../../../src/conf/upsmon-conf.ts";
import { clearFlag, flagState, setFlag } from "../../../src/daemons/upsmon/power-down-flag.ts";
import { preparePlan, shutDown } from "../../../src/daemons/upsmon/shut-down.ts";
import { createLog, SILENT_LOG } from "../../../src/host/log.ts";

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

  it.each(["", "upsmon", "something else entirely, and longer than that"])("that holds %p is left alone", (text) => {
    writeFileSync(flag, text);
    expect(flagState(flag)).toBe("foreign");
    expect([clearFlag(flag).kind, setFlag(flag).kind]).toEqual(["refused", "refused"]);
    expect(readFileSync(flag, "utf8")).toBe(text);
  });

  it("in a folder that is not there says why it is not written", () => {
    expect(setFlag(join(folder, "no", "such"))).toMatchObject({ kind: "refused", reason: /ENOENT/ });
  });

  it("that is a folder is somebody else's", () => {
    mkdirSync(flag);
    expect(flagState(flag)).toBe("foreign");
  });
});

describe("the deed", () => {
  const conf = (command: string) => ({ ...UPSMON_CONF_DEFAULTS, shutdowncmd: command, powerdownflag: flag });

  it("writes the flag before SHUTDOWNCMD, whose quotes and arguments a shell reads", async () => {
    const out = join(folder, "out");
    await shutDown(conf(`printf '%s,' "two words" three "$(cat ${flag})" > ${out}`), SILENT_LOG);
    expect(readFileSync(out, "utf8")).toBe("two words,three,upsmon-shutdown-file,");
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

  it("does without a flag that is somebody else's file", () => {
    writeFileSync(flag, "precious");
    const plan = preparePlan(conf("true"), SILENT_LOG);
    expect([plan.powerdownflag, plan.shutdowncmd]).toEqual([undefined, "true"]);
  });
});
