/** Set-ups as people publish them, and the whole report for each. */
import { describe, expect, it } from "@jest/globals";
import { gatherInput } from "../../../src/setup/check/check-input.ts";
import { humanReport } from "../../../src/setup/check/report.ts";
import { RULES } from "../../../src/setup/check/rules/all.ts";
import { runRules } from "../../../src/setup/check/run-rules.ts";
import { conf, fakeMachine, NUT_GID, type Overrides, program } from "../../sim/machine/fake-machine.ts";
import type { FakeFiles } from "../../sim/machine/fake-tree.ts";

const PAINT = { name: String, good: String, warn: String, bad: String };

const DEBIAN: FakeFiles = {
  "/etc/os-release": 'ID=debian\nPRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\n',
  "/run/systemd/system": { kind: "folder", mode: 0o755 },
  "/run/nut": { kind: "folder", mode: 0o770, gid: NUT_GID },
  "/etc/passwd": "root:x:0:0::/root:/bin/sh\nnut:x:104:109::/var/lib/nut:/usr/sbin/nologin\n",
  "/etc/group": "root:x:0:\nnut:x:109:\n",
  "/etc/nut": { kind: "folder", mode: 0o750, gid: NUT_GID },
  "/bin/sh": program(),
  "/bin/bash": program(),
  "/usr/bin/env": program(),
  "/sbin/shutdown": program(),
  "/sbin/upsmon": program(),
  "/sbin/upsdrvctl": program(),
  "/sbin/upssched": program(),
  "/lib/systemd/system-shutdown/nutshutdown": program(
    "#!/bin/sh\nif /sbin/upsmon -K; then /sbin/upsdrvctl shutdown; fi\n",
  ),
};

async function report(files: Overrides, base: FakeFiles = DEBIAN): Promise<readonly string[]> {
  const machine = fakeMachine(files, base);
  const input = await gatherInput(machine, machine.facts.confPath);
  return humanReport(input, runRules(input), PAINT).split("\n");
}

/** The lines that say what is wrong. */
const findings = (lines: readonly string[]): readonly string[] =>
  lines.filter((line) => /: (error|warning|note): /.test(line));

describe("a home lab whose admin has another password in each file", () => {
  const lab: Overrides = {
    "/etc/nut/nut.conf": conf("MODE=netserver\n"),
    "/etc/nut/ups.conf": conf(
      'pollinterval = 1\nmaxretry = 3\n\n[apc]\n    driver = usbhid-ups\n    port = auto\n    desc = "APC Back-UPS"\n',
    ),
    "/etc/nut/upsd.conf": conf("LISTEN 0.0.0.0 3493\n"),
    "/etc/nut/upsd.users": conf(
      "[monuser]\n    password = secret\n    admin master\n\n[admin]\n    password = secure_password\n    actions = SET\n    actions = FSD\n    instcmds = ALL\n    upsmon master\n",
    ),
    "/etc/nut/upsmon.conf": conf(
      'MONITOR apc@localhost 1 admin secret master\nMINSUPPLIES 1\nSHUTDOWNCMD "/sbin/shutdown -h now"\nNOTIFYCMD /usr/sbin/upssched\nPOLLFREQ 2\nPOLLFREQALERT 1\nHOSTSYNC 15\nDEADTIME 24\nPOWERDOWNFLAG /etc/killpower\n',
    ),
  };

  it("is told so in the first line of the report, and what to do in the second", async () => {
    expect((await report(lab)).slice(0, 2)).toEqual([
      "/etc/nut/upsmon.conf:1:1: error: MONITOR apc@localhost: its password is not the one of [admin] in /etc/nut/upsd.users:5, so upsd refuses the login",
      "    write the same password in both files, and reload upsd and upsmon [monitor-password]",
    ]);
  });

  it("is told the rest below it, without a password", async () => {
    const lines = await report(lab);
    expect(findings(lines).slice(1)).toEqual([
      "/etc/nut/upsmon.conf:4:1: error: NOTIFYCMD: /usr/sbin/upssched cannot be executed by the user nut: the folder /usr/sbin does not exist",
      "/etc/nut/upsmon.conf:4:1: error: NOTIFYCMD is upssched, and there is no /etc/nut/upssched.conf: nothing happens at any event",
      "/etc/nut/upsd.users:3:5: error: this is not a setting of a user",
      "/etc/nut/upsd.users:5:1: warning: [admin] has a password that stands in guides, and may switch the UPS off or have machines shut down",
      "/etc/nut/upsmon.conf:4:1: warning: NOTIFYCMD is not called for any event: no NOTIFYFLAG has EXEC",
      "/etc/nut/upsmon.conf:1:1: note: MONITOR: master is an old word",
      "/etc/nut/upsd.users:10:12: note: master is an old word",
    ]);
    expect(lines.join("\n")).not.toMatch(/secure_password|\bsecret\b/);
    expect(lines.slice(-4)).toEqual([
      `4 errors, 2 warnings, 2 notes in /etc/nut (Debian GNU/Linux 12 (bookworm), systemd): 5 files, ${RULES.length} rules`,
      "nutts check --fix mends 2 of them, after showing how",
      "nutts check --explain RULE tells more of a rule",
      "",
    ]);
  });
});

it("a Synology as the server: the client has nothing wrong", async () => {
  const lines = await report({
    "/etc/nut/nut.conf": conf("MODE=netclient\n"),
    "/etc/nut/ups.conf": conf("# no UPS here\n"),
    "/etc/nut/upsmon.conf": conf(
      'MONITOR ups@192.168.1.20 1 monuser secret secondary\nSHUTDOWNCMD "/sbin/shutdown -h +0"\nRUN_AS_USER nut\n',
    ),
  });
  expect(lines).toEqual([
    `nothing wrong in /etc/nut (Debian GNU/Linux 12 (bookworm), systemd): 3 files, ${RULES.length} rules`,
    "",
  ]);
});

it("a client of which the package's nut.conf was left as it is", async () => {
  const lines = await report({
    "/etc/nut/nut.conf": conf("MODE=none\n"),
    "/etc/nut/upsmon.conf": conf('MONITOR ups@nas 1 monuser secret slave\nSHUTDOWNCMD "/sbin/shutdown -h +0"\n'),
  });
  expect(lines.slice(0, 4)).toEqual([
    "/etc/nut/nut.conf:1:1: error: MODE is none: the services of NUT start nothing",
    "    write MODE=netclient into /etc/nut/nut.conf [mode]",
    "/etc/nut/upsmon.conf:1:1: note: MONITOR: slave is an old word",
    "    write secondary [old-word]",
  ]);
});

const SERVER: Overrides = {
  "/etc/nut/nut.conf": conf("MODE=standalone\n"),
  "/etc/nut/ups.conf": conf("[ups]\ndriver = nutdrv_qx\nport = auto\nruntimecal = 240,100,720,50\n"),
  "/etc/nut/upsd.users": conf("[upsmon]\npassword = pw\nupsmon primary\n"),
};

const MONITOR = `MONITOR ups@localhost 1 upsmon pw primary
SHUTDOWNCMD "/sbin/shutdown -h +0"
POWERDOWNFLAG /etc/killpower
NOTIFYCMD /sbin/upssched
NOTIFYFLAG ONBATT SYSLOG+EXEC
NOTIFYFLAG ONLINE SYSLOG+EXEC
NOTIFYFLAG LOWBATT SYSLOG+EXEC
`;

it("a guide that cancels two timers in one line: the mains come back, and the machine goes down", async () => {
  const lines = await report({
    ...SERVER,
    "/etc/nut/upsmon.conf": conf(MONITOR),
    "/etc/nut/upssched.conf": conf(
      "CMDSCRIPT /etc/nut/upssched-cmd\nPIPEFN /run/nut/upssched.pipe\nLOCKFN /run/nut/upssched.lock\n\nAT ONBATT * START-TIMER shutdown-onbatt 900\nAT LOWBATT * START-TIMER shutdown-lowbatt 30\nAT ONLINE * CANCEL-TIMER shutdown-lowbatt shutdown-onbatt\n",
    ),
    "/etc/nut/upssched-cmd": {
      ...program(
        '#!/bin/bash\ncase $1 in\n  shutdown-onbatt|shutdown-lowbatt)\n    logger -t upssched-cmd "$1"\n    sudo /sbin/shutdown -h now ;;\nesac\n',
      ),
      gid: NUT_GID,
    },
  });
  expect(findings(lines)).toEqual([
    "/etc/nut/upssched.conf:5:1: error: one second without mains shuts this machine down: timer shutdown-onbatt goes on when the mains are back, and calls shutdown-onbatt after 900 s",
    "/etc/nut/upssched.conf:7:1: error: one second without mains shuts this machine down: timer shutdown-lowbatt calls shutdown-onbatt as soon as the mains are back",
    "/etc/nut/upssched.conf:5:1: error: timer shutdown-onbatt shuts this machine down after 900 s, and the battery lasts 240 s",
    "/etc/nut/upssched.conf:7:43: warning: CANCEL-TIMER: shutdown-onbatt is a timer of this file; here it is the word that CMDSCRIPT gets when shutdown-lowbatt does not run",
  ]);
});

it("a set whose pipe lies in a folder of /run that nobody makes, and whose names differ between two files", async () => {
  const lines = await report({
    ...SERVER,
    "/etc/nut/upsmon.conf": conf(MONITOR),
    "/etc/nut/upssched.conf": conf(
      "CMDSCRIPT /bin/upssched-cmd\nPIPEFN /run/nut/upssched/upssched.pipe\nLOCKFN /run/nut/upssched/upssched.lock\nAT ONBATT * START-TIMER batteries-vides 120\nAT ONLINE * CANCEL-TIMER batteries-vides\n",
    ),
    "/bin/upssched-cmd": { link: "/usr/lib/node_modules/nutts/bin/run.js" },
    "/usr/lib/node_modules/nutts/bin/run.js": program("#!/usr/bin/env node\n"),
    "/usr/bin/node": program(),
    "/etc/nut/upssched-cmd.conf": conf("[batteries-vide]\nnotify = all\nfsd\n"),
  });
  expect(findings(lines)).toEqual([
    "/etc/nut/upssched.conf:4:1: error: CMDSCRIPT is called with batteries-vides, which /etc/nut/upssched-cmd.conf does not know: so nothing is done for it",
    "/etc/nut/upssched.conf:2:1: error: PIPEFN /run/nut/upssched/upssched.pipe: the folder /run/nut/upssched does not exist, so no timer can run",
  ]);
  expect(lines[1]).toBe("    did you mean batteries-vide? [timer-name]");
});

it("a RaspberryMatic that is a client: its own paths, no hook and no udev", async () => {
  const lines = await report(
    {
      "/usr/local/etc/config/nut/nut.conf": conf("MODE=netclient\n"),
      "/usr/local/etc/config/nut/upsmon.conf": {
        text: 'MONITOR usv@192.168.1.20 1 upsclient geheim slave\nSHUTDOWNCMD "/sbin/poweroff"\n',
        mode: 0o644,
      },
    },
    {
      "/VERSION": "PRODUCT=rpi4\n",
      "/usr/local/etc/config/nut": { kind: "folder", mode: 0o755 },
      "/etc/passwd": "root:x:0:0::/:/bin/sh\nnobody:x:65534:65534::/:/bin/false\n",
      "/etc/group": "nogroup:x:65534:\n",
      "/sbin/init": { link: "/bin/busybox" },
      "/sbin/poweroff": { link: "/bin/busybox" },
      "/bin/busybox": program(),
    },
  );
  expect(findings(lines)).toEqual([
    "/usr/local/etc/config/nut/upsmon.conf: warning: everybody on this machine can read the secrets in this file",
    "/usr/local/etc/config/nut/upsmon.conf:1:1: note: MONITOR: slave is an old word",
  ]);
});

it("a Proxmox host that serves its guests, with upsd.conf untouched", async () => {
  const lines = await report({
    ...SERVER,
    "/etc/nut/nut.conf": conf("MODE=netserver\n"),
    "/etc/nut/upsd.conf": conf("# LISTEN 127.0.0.1 3493\n"),
    "/etc/nut/upsmon.conf": conf(MONITOR.replace(/NOTIFY.*\n/g, "")),
  });
  expect(findings(lines)).toEqual([
    "/etc/nut/upsd.conf: error: MODE is netserver, but upsd listens on the loopback alone (no LISTEN is written): no other machine can connect",
  ]);
});

it("a MONITOR with password and user in the wrong order: the password is not repeated", async () => {
  const lines = await report({ ...SERVER, "/etc/nut/upsmon.conf": conf(MONITOR.replace("upsmon pw", "pw upsmon")) });
  expect(lines[0]).toBe(
    "/etc/nut/upsmon.conf:1:1: error: MONITOR ups@localhost: where the user stands there is a password of /etc/nut/upsd.users",
  );
  expect(lines.join("\n")).not.toMatch(/\bpw\b/);
});

it("a guide whose script calls shutdown as the user nut, with a pipe in /etc/nut and flags that are none", async () => {
  const lines = await report({
    ...SERVER,
    "/etc/nut/upsmon.conf": conf(MONITOR.replace("ONBATT SYSLOG+EXEC", "ONBATT EXEC+WARN")),
    "/etc/nut/upssched.conf": conf(
      "CMDSCRIPT /etc/nut/upssched-cmd\nPIPEFN /etc/nut/upssched.pipe\nLOCKFN /etc/nut/upssched.lock\nAT ONBATT * START-TIMER earlyshutdown 30\nAT ONLINE * CANCEL-TIMER earlyshutdown\n",
    ),
    "/etc/nut/upssched-cmd": {
      ...program(
        '#!/bin/sh\ncase $1 in\n    earlyshutdown)\n        /sbin/shutdown -h now "UPS on battery" ;;\n    *) logger "Unknown event: $1" ;;\nesac\n',
      ),
      gid: NUT_GID,
    },
  });
  expect(findings(lines)).toEqual([
    "/etc/nut/upssched.conf:4:1: error: for earlyshutdown /etc/nut/upssched-cmd calls /sbin/shutdown as the user nut, who may not shut down: nothing happens then",
    "/etc/nut/upssched.conf:2:1: error: PIPEFN /etc/nut/upssched.pipe: the user nut may not write in the folder /etc/nut, so no timer can run",
    "/etc/nut/upsmon.conf:5:1: warning: NOTIFYFLAG: WARN is not a flag",
  ]);
});

it("a script that a quoted here-document has left without its argument", async () => {
  const lines = await report({
    ...SERVER,
    "/etc/nut/upsmon.conf": conf(MONITOR),
    "/etc/nut/upssched.conf": conf(
      "CMDSCRIPT /etc/nut/upssched-cmd\nPIPEFN /run/nut/upssched.pipe\nLOCKFN /run/nut/upssched.lock\nAT LOWBATT * EXECUTE criticalshutdown\n",
    ),
    "/etc/nut/upssched-cmd": {
      ...program("#!/bin/sh\ncase \\$1 in\n  criticalshutdown)\n    /usr/sbin/upsmon -c fsd ;;\nesac\n"),
      gid: NUT_GID,
    },
  });
  expect(findings(lines)).toEqual([
    "/etc/nut/upssched.conf:4:1: error: CMDSCRIPT is called with criticalshutdown, which /etc/nut/upssched-cmd does not know: so nothing is done for it",
  ]);
});
