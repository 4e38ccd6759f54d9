import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import type { Io } from "../../src/cli/program.ts";
import { perform } from "../../src/clients/scheduled-action.ts";
import { parseUpsschedCmdConf, type ScheduledAction } from "../../src/conf/upssched/upssched-cmd-conf.ts";
import { sshWords } from "../../src/hosts/kinds/ssh.ts";
import { createLog } from "../../src/system/log/log.ts";
import type { ProcessRunner, RunOptions } from "../../src/system/process/process-runner.ts";
import type { Running } from "../../src/system/process/running.ts";

const action = (body: string): ScheduledAction => {
  const [first] = parseUpsschedCmdConf(`[it]\n${body}\n`).actions;
  if (!first) throw new Error("no action");
  return first;
};

let folder: string;
let lines: string[];
let ran: { command: string; args: readonly string[]; options: RunOptions | undefined }[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "nutts-action-"));
  lines = [];
  ran = [];
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const runner: ProcessRunner = {
  run: (command, args, options) => {
    ran.push({ command, args, options });
    return Promise.resolve({ kind: "exited", status: 0, stdout: "", stderr: "" });
  },
  feed: () => {
    throw new Error("not used");
  },
};

function acting(env: Readonly<Record<string, string>> = {}, dryRun = false) {
  const io: Io = {
    out: (text) => void lines.push(`out ${text.trim()}`),
    err: () => undefined,
    env: { NUT_CONFPATH: folder, NUT_PIDPATH: folder, ...env },
    interactive: false,
  };
  return { io, log: createLog((level, line) => void lines.push(`${level} ${line}`)), dryRun, runner };
}

describe("what a section of upssched-cmd.conf does", () => {
  it("runs a command on another host without questions, with a limit, the host never taken for an option", async () => {
    const nas = action('ssh = root@nas\nssh_options = "-p 2222"\ncommand = "poweroff -f"\ntimeout = 10');
    expect(await perform(nas, acting())).toBe(true);
    const words = sshWords("root@nas", ["-p", "2222"], "poweroff -f", 10);
    expect(ran).toMatchObject([{ command: "ssh", args: words, options: { timeoutMs: 12_000 } }]);
    expect(words.slice(-3)).toEqual(["--", "root@nas", "poweroff -f"]);
    expect(words).toEqual(expect.arrayContaining(["BatchMode=yes", "ConnectTimeout=10"]));
  });

  it("runs a command here through the shell of the configuration's own words", async () => {
    expect(await perform(action('command = "echo $UPSNAME"'), acting({ UPSNAME: "u" }))).toBe(true);
    expect(ran).toMatchObject([
      { command: "/bin/sh", args: ["-c", "echo $UPSNAME"], options: { env: { UPSNAME: "u" } } },
    ]);
  });

  it("says that no upsmon runs when it is to be asked for a forced shutdown", async () => {
    expect(await perform(action("fsd"), acting())).toBe(false);
    expect(lines).toEqual([expect.stringMatching(/^error it: no upsmon runs \(.*upsmon.pid\): no forced shutdown$/)]);
  });

  it("asks the process of the PID file, whatever its number is by now", async () => {
    const sent: (readonly [number, string | number])[] = [];
    const running: Running = {
      command: () => ["nutts:", "upsmon"],
      send: (pid, signal) => {
        sent.push([pid, signal]);
        return "sent";
      },
    };
    writeFileSync(join(folder, "upsmon.pid"), "4711");
    expect(await perform(action("fsd"), { ...acting(), running })).toBe(true);
    expect(sent.at(-1)).toEqual([4711, "SIGUSR1"]);
    expect(lines).toEqual(["notice it: asked upsmon (process 4711) for a forced shutdown"]);
  });

  it("tells the channels that it names, with the gaps filled and nothing of it near a shell", async () => {
    const log = join(folder, "told");
    writeFileSync(
      join(folder, "notify.conf"),
      `spool = ${folder}/spool\n[a]\ntype = command\ncommand = "cat > ${log}; printf %s > ${log}"\n[b]\ntype = sms\nurl = http://127.0.0.1:9/\n`,
    );
    const told = action('notify = a\ntext = "%UPSNAME%: %NOTIFYMSG% (%nothing%)"');
    expect(await perform(told, acting({ UPSNAME: "", NOTIFYMSG: "$(touch x)" }))).toBe(true);
    expect(readFileSync(log, "utf8")).toBe(": $(touch x) (unknown)");
  });

  it("with -n says what it would do and does nothing", async () => {
    const everything = action("notify = a\ntext = x\nfsd\ncommand = poweroff");
    expect(await perform(everything, acting({}, true))).toBe(true);
    expect(ran).toEqual([]);
    expect(lines.sort()).toEqual([
      "out it: command: poweroff",
      "out it: forced shutdown through upsmon",
      "out notify a: x",
    ]);
  });
});
