/** Every rule: a machine on which it finds something, and what it says; and one much like it on which it finds nothing. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { gatherInput } from "../../../src/setup/check/check-input.ts";
import type { Finding } from "../../../src/setup/check/rule.ts";
import { RULES } from "../../../src/setup/check/rules/all.ts";
import { runRules } from "../../../src/setup/check/run-rules.ts";
import {
  conf,
  fakeMachine,
  MOUNTS,
  NUT_GID,
  type Overrides,
  program,
  WELL_SET_UP,
} from "../../sim/machine/fake-machine.ts";

const NUT = "/etc/nut/nut.conf";
const UPS = "/etc/nut/ups.conf";
const UPSD = "/etc/nut/upsd.conf";
const USERS = "/etc/nut/upsd.users";
const UPSMON = "/etc/nut/upsmon.conf";
const WEB = "/etc/nut/web.conf";
const UPSSCHED = "/etc/nut/upssched.conf";
const CMD = "/etc/nut/upssched-cmd.conf";
const HOOK = "/usr/lib/systemd/system-shutdown/nutshutdown";

const textOf = (path: string): string => {
  const file = WELL_SET_UP[path];
  return typeof file === "string" ? file : (file?.text ?? "");
};

/** The good file with something changed in it. */
const changed = (path: string, ...pairs: readonly (readonly [from: string, to: string])[]): Overrides => {
  let text = textOf(path);
  for (const [from, to] of pairs) {
    if (!text.includes(from)) throw new Error(`${path} has no ${from}`);
    text = text.replace(from, to);
  }
  return { [path]: conf(text) };
};

const added = (path: string, lines: string): Overrides => ({ [path]: conf(`${textOf(path)}${lines}`) });

const web = (text: string, more: Overrides = {}): Overrides => ({ [WEB]: conf(text), ...more });
const CERTIFICATE = readFileSync("test/fixtures/tls/ca.pem", "utf8");

interface Case {
  readonly bad: Overrides;
  /** Where it is found, and a part of what is said. */
  readonly at: string;
  readonly says: string;
  /** What it is about, done right. */
  readonly good: Overrides;
}

const same = {};

const SOCKET = `${/driver = (\S+)/.exec(textOf(UPS))?.[1] ?? ""}-rack`;

/** A stage of rack that its primary waits for. `more`: of rack itself. */
const staged = (limit: string, more = ""): Overrides => ({
  ...added(UPS, `${more === "" ? "" : `\t${more}\n`}[early]\ndriver = clone\nport = ${SOCKET}\n${limit}\n`),
  ...added(UPSMON, "MONITOR early@localhost 0 local s3cret primary\n"),
});

/** upssched.conf that calls our upssched-cmd with these names. */
const calling = (...names: readonly string[]): Overrides => ({
  [UPSSCHED]: conf(
    `CMDSCRIPT /usr/bin/upssched-cmd\nPIPEFN /run/nut/upssched.pipe\nLOCKFN /run/nut/upssched.lock\n${names
      .map((name) => `AT SHUTDOWN * EXECUTE ${name}\n`)
      .join("")}`,
  ),
  "/usr/bin/node": program(),
  "/usr/bin/upssched-cmd": program("#!/usr/bin/node\n"),
});

const host = (name: string, lines: string): string => `[${name}]\n${lines}\n`;
const HOST_A = host("a", "type = ssh\nssh = root@a.lan\ncommand = poweroff");

const CASES: Readonly<Record<string, Case>> = {
  "monitor-password": {
    bad: changed(UPSMON, ["s3cret", "hunter2"]),
    at: `${UPSMON}:1`,
    says: "its password is not the one of [local] in /etc/nut/upsd.users:1",
    good: changed(UPSMON, ["s3cret", '"s3cret"']),
  },
  "battery-test-user": {
    bad: added(UPSMON, "BATTERYTEST rack@localhost quick monthly\n"),
    at: `${UPSMON}:8`,
    says: "[local] of /etc/nut/upsd.users may not test.battery.start.quick and test.battery.stop",
    good: {
      ...added(UPSMON, "BATTERYTEST rack@localhost quick monthly\n"),
      ...added(USERS, "\tinstcmds = test.battery.start.quick\n\tinstcmds = test.battery.stop\n"),
    },
  },
  "battery-test-twice": {
    bad: {
      ...changed(UPSMON, ["primary", "secondary"]),
      [UPSMON]: conf(`${textOf(UPSMON).replace("primary", "secondary")}BATTERYTEST rack@localhost quick monthly\n`),
    },
    at: `${UPSMON}:8`,
    says: "this machine is not its primary",
    good: added(UPSMON, "BATTERYTEST rack@localhost quick monthly\n"),
  },
  "monitor-user": {
    bad: changed(UPSMON, ["1 local", "1 locl"]),
    at: `${UPSMON}:1`,
    says: "/etc/nut/upsd.users has no user locl",
    good: {
      ...changed(UPSMON, ["1 local", "1 other"]),
      ...added(USERS, "[other]\npassword = s3cret\nupsmon primary\n"),
    },
  },
  "monitor-role": {
    bad: changed(USERS, ["upsmon primary", "upsmon secondary"]),
    at: `${USERS}:1`,
    says: "[local] has upsmon secondary only, and MONITOR rack@localhost wants to be primary",
    good: changed(USERS, ["upsmon primary", "actions = LOGIN MASTER FSD"]),
  },
  "monitor-ups": {
    bad: changed(UPSMON, ["rack@", "rak@"]),
    at: `${UPSMON}:1`,
    says: "/etc/nut/ups.conf has no [rak]",
    good: { ...changed(UPSMON, ["rack@", "ups@"]), ...added(UPS, '\taliases = "ups qnapups"\n') },
  },
  "stage-source": {
    bad: added(UPS, "[early]\ndriver = clone\nport = rack\nmincharge = 60\n"),
    at: `${UPS}:7`,
    says: "no driver of ups.conf has the socket rack",
    good: staged("mincharge = 60"),
  },
  "stage-unwatched": {
    bad: added(UPS, `[early]\ndriver = clone\nport = ${SOCKET}\nmincharge = 60\n`),
    at: `${UPS}:5`,
    says: "nobody waits for the hosts on the stage [early] when rack@localhost shuts down",
    good: staged("mincharge = 60"),
  },
  "stage-limit": {
    bad: staged("offdelay = 60"),
    at: `${UPS}:5`,
    says: "the stage [early] has no limit",
    good: staged("maxonbattery = 60"),
  },
  "stage-unreached": {
    bad: staged("maxonbattery = 900", "override.battery.runtime = 600"),
    at: `${UPS}:6`,
    says: "maxonbattery is 900 s, and the battery of rack lasts 600 s",
    good: staged("maxonbattery = 300", "override.battery.runtime = 600"),
  },
  "file-unreadable": {
    bad: { [UPSD]: { fails: "EIO", gid: NUT_GID, mode: 0o640 } },
    at: UPSD,
    says: "it cannot be read: Input/output error",
    good: same,
  },
  "file-missing": {
    bad: { [USERS]: undefined },
    at: USERS,
    says: "there is no such file: nobody can log in to upsd",
    good: {
      [UPS]: undefined,
      [USERS]: undefined,
      ...changed(NUT, ["netserver", "netclient"]),
      ...changed(UPSMON, ["localhost", "192.168.1.2"]),
    },
  },
  "shutdowncmd-late": {
    bad: changed(UPSMON, ["-h +0", "-h +10"]),
    at: `${UPSMON}:2`,
    says: "SHUTDOWNCMD begins only after 10 minutes",
    good: changed(UPSMON, ['"/sbin/shutdown -h +0"', '"/sbin/shutdown -h now; sleep +10"']),
  },
  "shutdowncmd-restarts": {
    bad: changed(UPSMON, ["-h +0", "-r now"]),
    at: `${UPSMON}:2`,
    says: "SHUTDOWNCMD restarts this machine",
    good: changed(UPSMON, ["-h +0", "-P now"]),
  },
  "run-as-root": {
    bad: added(UPSMON, "RUN_AS_USER root\n"),
    at: `${UPSMON}:8`,
    says: "RUN_AS_USER root: what talks to the network and runs NOTIFYCMD is root",
    good: added(UPSMON, "RUN_AS_USER nut\n"),
  },
  "guessable-password": {
    bad: { ...changed(USERS, ["s3cret", "ChangeMe"]), ...changed(UPSMON, ["s3cret", "ChangeMe"]) },
    at: `${USERS}:1`,
    says: "[local] has a password that stands in guides",
    good: added(USERS, "[monuser]\npassword = secret\nupsmon secondary\n"),
  },
  "usb-id": {
    bad: added(UPS, "\tvendorid = 0x51d\n"),
    at: `${UPS}:5`,
    says: "vendorid 0x51d matches no device",
    good: added(UPS, "\tvendorid = 051D\n\tproductid = 000[23]\n"),
  },
  ondelay: {
    bad: added(UPS, "\toffdelay = 60\n\tondelay = 30\n"),
    at: `${UPS}:6`,
    says: "ondelay 30 is not longer than offdelay 60",
    good: added(UPS, "\toffdelay = 60\n\tondelay = 90\n"),
  },
  "low-at-once": {
    bad: added(UPS, "\toverride.battery.charge.low = 100\n"),
    at: `${UPS}:5`,
    says: "the battery is low as soon as the mains fails",
    good: added(UPS, "\toverride.battery.charge.low = 50\n"),
  },
  "waits-outlast-battery": {
    bad: added(UPSMON, "OBLBDURATION 300\n"),
    at: `${UPSMON}:8`,
    says: "the battery of rack@localhost lasts about 240 s once it is low, and OBLBDURATION 300",
    good: added(UPSMON, "OBLBDURATION 60\nHOSTSYNC 30\n"),
  },
  "web-files": {
    bad: web("[mqtt]\nurl = mqtts://broker\nca = /etc/nut/ca.pem\n", { "/etc/nut/ca.pem": conf("no certificate") }),
    at: `${WEB}:3`,
    says: "ca of [mqtt], /etc/nut/ca.pem: it holds no certificate (PEM)",
    good: web("[mqtt]\nurl = mqtts://broker\nca = /etc/nut/ca.pem\n", { "/etc/nut/ca.pem": conf(CERTIFICATE) }),
  },
  "web-secrets-readable": {
    bad: web("[mqtt]\nurl = mqtt://broker\nusername = a\npassword_file = /etc/nut/broker\n", {
      "/etc/nut/broker": { text: "s3cret", mode: 0o644 },
    }),
    at: "/etc/nut/broker",
    says: "everybody on this machine can read the secret in this file",
    good: web("[mqtt]\nurl = mqtt://broker\nusername = a\npassword_file = /etc/nut/broker\n", {
      "/etc/nut/broker": conf("s3cret"),
    }),
  },
  "web-port": {
    bad: web("[nis]\nlisten = 127.0.0.1:3493\n"),
    at: `${WEB}:2`,
    says: "[nis] wants port 3493, which upsd has by LISTEN",
    good: web("[nis]\nlisten = 192.168.1.10:3551\n"),
  },
  "web-user": {
    bad: web("[mqtt]\nurl = mqtt://broker\nnut_username = local\nnut_password = hunter2\n"),
    at: `${WEB}:4`,
    says: "nut_password is not the password of [local] in /etc/nut/upsd.users:1",
    good: web("[mqtt]\nurl = mqtt://broker\nnut_username = local\nnut_password = s3cret\n"),
  },
  "web-ups": {
    bad: web("[nis]\nups = rak\n"),
    at: `${WEB}:2`,
    says: "[nis]: /etc/nut/ups.conf has no [rak]",
    good: web("[domoticz]\nurl = http://d\nRACK:battery.charge = 1\nups = rack\n"),
  },
  "near-miss-name": {
    bad: { "/etc/nut/upsd.user": conf(textOf(USERS)), [USERS]: undefined },
    at: "/etc/nut/upsd.user",
    says: "nothing reads a file of this name, and there is no upsd.users",
    good: {
      "/etc/nut/upsd.users.bak": conf(""),
      "/etc/nut/upsd.users.dpkg-old": conf(""),
      "/etc/nut/hosts.conf": conf(""),
    },
  },
  "wrong-file": {
    bad: added(UPSD, "MONITOR rack@localhost 1 local x primary\n"),
    at: `${UPSD}:3`,
    says: "MONITOR has no place in upsd.conf and no effect",
    good: added(UPSD, "CERTREQUEST NO\n"),
  },
  "secrets-readable": {
    bad: { [USERS]: { text: textOf(USERS), mode: 0o644 } },
    at: USERS,
    says: "everybody on this machine can read the secrets in this file",
    good: { [UPSSCHED]: { text: textOf(UPSSCHED), mode: 0o644 } },
  },
  "closed-to-its-reader": {
    bad: { [USERS]: { text: textOf(USERS), mode: 0o600 } },
    at: USERS,
    says: "upsd, as the user nut, cannot read this file",
    good: { [USERS]: { text: textOf(USERS), mode: 0o600, uid: 104 } },
  },
  "shutdowncmd-program": {
    bad: changed(UPSMON, ["/sbin/shutdown", "/sbin/shutdwn"]),
    at: `${UPSMON}:2`,
    says: "SHUTDOWNCMD: /sbin/shutdwn cannot be executed by the user root: it does not exist",
    good: { ...changed(UPSMON, ['"/sbin/shutdown -h +0"', '"sleep 3; poweroff"']), "/bin/sleep": program() },
  },
  "notifycmd-program": {
    bad: { "/sbin/upssched": { text: "", mode: 0o750 } },
    at: `${UPSMON}:4`,
    says: "NOTIFYCMD: /sbin/upssched cannot be executed by the user nut: the user nut may not (mode 750, owner 0, group 0)",
    good: { "/sbin/upssched": { text: "", mode: 0o750, gid: NUT_GID } },
  },
  "cmdscript-program": {
    bad: { "/etc/nut/cmd": { text: "#!/bin/sh\r\ncase $1 in\r\n back) ;;\r\n *) ;;\r\nesac\r\n", mode: 0o755 } },
    at: `${UPSSCHED}:1`,
    says: "its lines end as on Windows (CRLF)",
    good: same,
  },
  "run-as-user": {
    bad: added(UPSMON, "RUN_AS_USER nutmon\n"),
    at: `${UPSMON}:8`,
    says: "this machine has no user nutmon",
    good: added(UPSMON, "RUN_AS_USER nut\n"),
  },
  mode: {
    bad: changed(NUT, ["netserver", "none"]),
    at: `${NUT}:1`,
    says: "MODE is none: the services of NUT start nothing",
    good: { ...changed(NUT, ["netserver", "standalone"]), [UPSD]: conf("LISTEN localhost\n") },
  },
  "listen-address": {
    bad: changed(UPSD, ["192.168.1.10", "192.168.1.11"]),
    at: `${UPSD}:2`,
    says: "LISTEN 192.168.1.11: this machine has no such address now",
    good: { [UPSD]: conf("LISTEN 0.0.0.0\nLISTEN ::\n") },
  },
  "listen-local-only": {
    bad: { [UPSD]: conf("") },
    at: UPSD,
    says: "upsd listens on the loopback alone (no LISTEN is written)",
    good: { [UPSD]: conf("LISTEN *\n") },
  },
  "listen-misses-monitor": {
    bad: { [UPSD]: conf("LISTEN 192.168.1.10\n") },
    at: `${UPSMON}:1`,
    says: "MONITOR rack@localhost: upsd of this machine does not listen there, but on 192.168.1.10 port 3493",
    good: { ...changed(UPSMON, ["@localhost", "@192.168.1.10"]), [UPSD]: conf("LISTEN 192.168.1.10\n") },
  },
  "timer-blip": {
    bad: changed(UPSSCHED, ["CANCEL-TIMER onbatt-long", "CANCEL-TIMER onbatt"]),
    at: `${UPSSCHED}:4`,
    says: "one second without mains shuts this machine down: timer onbatt-long goes on when the mains are back, and calls onbatt-long after 300 s",
    good: changed(UPSSCHED, ["AT ONLINE * CANCEL", "AT ONLINE rack@localhost CANCEL"]),
  },
  "timer-hasty": {
    bad: changed(UPSSCHED, ["300", "3"]),
    at: `${UPSSCHED}:4`,
    says: "timer onbatt-long shuts this machine down after 3 s without mains",
    good: changed(UPSSCHED, ["300", "60"]),
  },
  "timer-outlasts-battery": {
    bad: changed(UPS, ["1200", "200"]),
    at: `${UPSSCHED}:4`,
    says: "timer onbatt-long shuts this machine down after 300 s, and the battery lasts 200 s",
    good: changed(UPS, ["\tdefault.battery.runtime = 1200\n", ""]),
  },
  "host-outlasts-battery": {
    bad: {
      ...changed(UPS, ["1200", "200"]),
      ...changed(UPSSCHED, ["300", "30"]),
      [CMD]: conf("RESERVE 60\n[nas]\ntype = docker\ntimeout = 300\n"),
    },
    at: `${CMD}:2`,
    says: "[nas] may take 5 min, and this machine keeps 1 min: the battery lasts 3 min 20 s",
    good: { [CMD]: conf("[nas]\ntype = docker\ntimeout = 300\n") },
  },
  "host-program": {
    bad: { [CMD]: conf("[kvm]\ntype = libvirt\n") },
    at: `${CMD}:1`,
    says: "[kvm] needs virsh, which this machine does not have",
    good: { [CMD]: conf("[kvm]\ntype = libvirt\n"), "/usr/bin/virsh": program("#!/bin/sh\n") },
  },
  "wake-charge": {
    bad: { [CMD]: conf("WAKECHARGE 100\n[c]\ntype = docker\nwake = command\nwake_command = x\n") },
    at: CMD,
    says: "WAKECHARGE 100 may never be reached, and then nobody is woken",
    good: { [CMD]: conf("WAKECHARGE 95\n[c]\ntype = docker\nwake = command\nwake_command = x\n") },
  },
  "host-uncalled": {
    bad: { ...calling("a"), [CMD]: conf(`${HOST_A}${HOST_A.replace("[a]", "[b]").replace("a.lan", "b.lan")}`) },
    at: `${CMD}:5`,
    says: "[b] is a host, and no line of /etc/nut/upssched.conf calls it",
    good: { ...calling("both"), [CMD]: conf(`${HOST_A}[both]\nhosts = a\n`) },
  },
  "host-itself": {
    bad: { ...calling("a"), [CMD]: conf(HOST_A.replace("a.lan", "192.168.1.10")) },
    at: `${CMD}:1`,
    says: "[a] shuts this machine down (192.168.1.10), past upsmon",
    good: { ...calling("a"), [CMD]: conf(HOST_A.replace("a.lan", "localhost").replace("poweroff", "stop-all")) },
  },
  "host-twice": {
    bad: { [CMD]: conf(`${HOST_A}${host("b", "type = winrm\nhost = A.lan\nuser = u\npassword = p")}`) },
    at: `${CMD}:5`,
    says: "[b] switches off the machine of [a], a.lan",
    good: { [CMD]: conf(`${HOST_A}${host("b", "type = ssh\nssh = root@a.lan\ncommand = stop-all")}`) },
  },
  "wake-order": {
    bad: {
      [CMD]: conf(
        `${HOST_A}wake = command\nwake_command = "ssh root@b.lan wake a"\nwake_order = 1\n${host("b", "type = client\nhost = b.lan")}`,
      ),
    },
    at: `${CMD}:1`,
    says: "[a] is woken by way of [b], whose turn comes after it (wake_order 1 and 100): it is given up after 10 min",
    good: {
      [CMD]: conf(
        `${HOST_A}wake = command\nwake_command = "ssh root@b.lan wake a"\nwake_order = 2\n${host("b", "type = client\nhost = b.lan\nwake_order = 1")}`,
      ),
    },
  },
  "wake-idle": {
    bad: { [CMD]: conf(`WAKEAFTER 60\nWAKECHARGE 50\n${HOST_A}`) },
    at: `${CMD}:2`,
    says: "WAKECHARGE has no effect: no section has wake",
    good: { [CMD]: conf(`WAKECHARGE 50\n${HOST_A}wake = lan\nwake_mac = 00:11:32:aa:bb:cc\n`) },
  },
  "lasting-file": {
    bad: { [CMD]: conf(`OUTAGELOG /var/log/outages.log\n${HOST_A}`) },
    at: `${CMD}:1`,
    says: "OUTAGELOG /var/log/outages.log: the folder /var/log does not exist",
    good: {
      [CMD]: conf(`OUTAGELOG /var/lib/nut/outages.log\n${HOST_A}`),
      "/var/lib/nut": { kind: "folder", mode: 0o770, gid: NUT_GID },
    },
  },
  "rule-hasty": {
    bad: added(UPSMON, "SHUTDOWNON rack@localhost runtime 1800\n"),
    at: `${UPSMON}:8`,
    says: "SHUTDOWNON rack@localhost runtime 1800 shuts this machine down after 10 s without mains",
    good: added(UPSMON, "SHUTDOWNON rack@localhost runtime 600\nSHUTDOWNON * onbattery 60\n"),
  },
  "rule-unreached": {
    bad: added(UPSMON, "SHUTDOWNON rack charge 50 hold 1200\n"),
    at: `${UPSMON}:8`,
    says: "fires after 20 min at the earliest, and the battery of rack@localhost lasts 20 min",
    good: added(UPSMON, "SHUTDOWNON rack onbattery 600 charge 50 hold 60\n"),
  },
  "rule-too-late": {
    bad: added(UPSMON, "SHUTDOWNON rack runtime 30\n"),
    at: `${UPSMON}:8`,
    says: "with 30 s left there is no time to shut down, as hold 10, HOSTSYNC 15, FINALDELAY 5 take 30 s",
    good: added(UPSMON, "SHUTDOWNON rack runtime 120\n"),
  },
  "stage-hasty": {
    bad: staged("minruntime = 1200"),
    at: `${UPS}:5`,
    says: "[early]: minruntime = 1200 is reached as soon as the mains fail: the battery lasts 20 min",
    good: staged("minruntime = 600\nmincharge = 90\nmaxonbattery = 60"),
  },
  "stage-late": {
    bad: { ...staged("mincharge = 60"), [UPSMON]: conf(`${textOf(UPSMON)}SHUTDOWNON rack charge 70\n`) },
    at: `${UPS}:5`,
    says: "the stage [early] leaves no earlier than this machine, by SHUTDOWNON rack charge 70",
    good: {
      ...staged("mincharge = 60\nmaxonbattery = 60"),
      [UPSMON]: conf(`${textOf(UPSMON)}SHUTDOWNON rack charge 70\n`),
    },
  },
  "stage-outlet": {
    bad: staged("mincharge = 60\nload.off = outlet.1.load.off"),
    at: `${UPS}:5`,
    says: "[early] has load.off and no load.on: its hosts stay without power when the mains are back",
    good: staged("mincharge = 60\nload.off = outlet.1.load.off\nload.on = outlet.1.load.on"),
  },
  "battery-test-stage": {
    bad: {
      ...staged("mincharge = 60"),
      [UPSMON]: conf(
        `${textOf(UPSMON)}MONITOR early@localhost 0 local s3cret primary\nBATTERYTEST early@localhost quick monthly\n`,
      ),
    },
    at: `${UPSMON}:9`,
    says: "BATTERYTEST early@localhost quick: early is a stage, which has no tests",
    good: added(UPSMON, "BATTERYTEST rack@localhost quick monthly\n"),
  },
  "battery-test-often": {
    bad: added(UPSMON, "BATTERYTEST rack@localhost deep daily 04:00\n"),
    at: `${UPSMON}:8`,
    says: "BATTERYTEST rack@localhost deep daily discharges the battery every day",
    good: added(UPSMON, "BATTERYTEST rack@localhost quick daily\nBATTERYTEST rack@localhost deep quarterly\n"),
  },
  "host-file": {
    bad: {
      [CMD]: conf("[p]\ntype = proxmox\nhost = p\ntoken_file = /etc/nut/pve.token\n"),
      "/etc/nut/pve.token": { text: "root@pam!n=x\n", mode: 0o600 },
    },
    at: `${CMD}:4`,
    says: "token_file of [p], /etc/nut/pve.token: nut, who calls upssched-cmd, may not read it",
    good: {
      [CMD]: conf("[p]\ntype = proxmox\nhost = p\ntoken_file = /etc/nut/pve.token\n"),
      "/etc/nut/pve.token": { text: "root@pam!n=x\n", mode: 0o640, gid: NUT_GID },
    },
  },
  "host-ups": {
    bad: { [CMD]: conf("[c]\ntype = docker\nups = rak@localhost\n") },
    at: `${CMD}:3`,
    says: "ups of [c]: MONITOR has no rak@localhost",
    good: { [CMD]: conf("[c]\ntype = docker\nups = rack@localhost\n") },
  },
  "notify-channel": {
    bad: {
      [CMD]: conf("OUTAGEREPORT phone\n[c]\nnotify = fone\n"),
      "/etc/nut/notify.conf": conf("[phone]\ntype = ntfy\ntopic = t\n"),
    },
    at: CMD,
    says: "notify of [c]: /etc/nut/notify.conf has no channel [fone] that can be used",
    good: {
      [CMD]: conf("OUTAGEREPORT phone\n[c]\nnotify = phone\n"),
      "/etc/nut/notify.conf": conf("[phone]\ntype = ntfy\ntopic = t\n"),
    },
  },
  "timer-name": {
    bad: changed(UPSSCHED, ["EXECUTE back", "EXECUTE bak"]),
    at: `${UPSSCHED}:6`,
    says: "CMDSCRIPT is called with bak, which /etc/nut/cmd does not know: so nothing is done for it",
    good: { "/etc/nut/cmd": { text: '#!/bin/sh\nlogger "$1"\n', mode: 0o755 } },
  },
  "timer-needs-root": {
    bad: {
      "/etc/nut/cmd": {
        ...program(textOf("/etc/nut/cmd").replace("/sbin/upsmon -c fsd", "/sbin/shutdown -h now")),
        gid: NUT_GID,
      },
    },
    at: `${UPSSCHED}:4`,
    says: "for onbatt-long /etc/nut/cmd calls /sbin/shutdown as the user nut, who may not shut down",
    good: {
      "/etc/nut/cmd": {
        ...program(textOf("/etc/nut/cmd").replace("/sbin/upsmon -c fsd", "sudo /sbin/shutdown -h now")),
        gid: NUT_GID,
      },
    },
  },
  "timer-untold": {
    bad: changed(UPSMON, ["ONLINE SYSLOG+WALL+EXEC", "ONLINE SYSLOG+WALL"]),
    at: `${UPSSCHED}:5`,
    says: "AT ONLINE is never reached: upsmon does not call NOTIFYCMD for ONLINE",
    good: changed(UPSMON, ["ONLINE SYSLOG+WALL+EXEC", "ONLINE EXEC"]),
  },
  "timer-folder": {
    bad: changed(UPSSCHED, ["/run/nut/upssched.pipe", "/etc/nut/upssched.pipe"]),
    at: `${UPSSCHED}:2`,
    says: "PIPEFN /etc/nut/upssched.pipe: the user nut may not write in the folder /etc/nut, so no timer can run",
    good: {
      ...changed(UPSSCHED, ["/run/nut/upssched.pipe", "/tmp/upssched.pipe"]),
      "/tmp": { kind: "folder", mode: 0o1777 },
    },
  },
  "timer-ups": {
    bad: changed(UPSSCHED, ["AT ONBATT *", "AT ONBATT rack"]),
    at: `${UPSSCHED}:4`,
    says: "AT ONBATT rack is never reached: MONITOR has no such UPS",
    good: changed(UPSSCHED, ["AT ONBATT *", "AT ONBATT rack@localhost"]),
  },
  "upssched-conf-missing": {
    bad: { [UPSSCHED]: undefined },
    at: `${UPSMON}:4`,
    says: "NOTIFYCMD is upssched, and there is no /etc/nut/upssched.conf",
    good: { [UPSSCHED]: undefined, ...changed(UPSMON, ["/sbin/upssched", "/bin/sh"]) },
  },
  "upssched-cmd-conf-missing": {
    bad: {
      ...changed(UPSSCHED, ["/etc/nut/cmd", "/bin/upssched-cmd"]),
      "/bin/upssched-cmd": program("#!/bin/node\n"),
      "/bin/node": program(),
    },
    at: `${UPSSCHED}:1`,
    says: "CMDSCRIPT is upssched-cmd of nutts, and there is no /etc/nut/upssched-cmd.conf",
    good: {
      ...changed(UPSSCHED, ["/etc/nut/cmd", "/bin/upssched-cmd"]),
      "/bin/upssched-cmd": program(textOf("/etc/nut/cmd")),
    },
  },
  "notify-conf-missing": {
    bad: {
      ...changed(UPSMON, ["/sbin/upssched", '"/bin/nutts notify"']),
      "/bin/nutts": program(),
      [UPSSCHED]: undefined,
    },
    at: `${UPSMON}:4`,
    says: "NOTIFYCMD is nutts notify, and there is no /etc/nut/notify.conf: nobody is told",
    good: {
      ...changed(UPSMON, ["/sbin/upssched", '"/bin/nutts notify"']),
      "/bin/nutts": program(),
      [UPSSCHED]: undefined,
      "/etc/nut/notify.conf": conf("[p]\ntype = ntfy\ntopic = x\n"),
    },
  },
  "upssched-not-called": {
    bad: changed(UPSMON, ["NOTIFYCMD /sbin/upssched\n", ""]),
    at: `${UPSSCHED}:4`,
    says: "there is no NOTIFYCMD: upssched is not called, and no AT does anything",
    good: changed(UPSMON, ["NOTIFYCMD /sbin/upssched", "NOTIFYCMD '/sbin/upssched'"]),
  },
  "sdorder-none": {
    bad: added(UPS, "\tsdorder = -1\n"),
    at: `${UPS}:1`,
    says: "no UPS is switched off when this machine is down: sdorder is -1 for rack",
    good: added(UPS, "\tsdorder = 1\n"),
  },
  "powerdownflag-secondary": {
    bad: { ...changed(UPSMON, ["primary", "secondary"]), ...changed(USERS, ["primary", "secondary"]) },
    at: `${UPSMON}:3`,
    says: "POWERDOWNFLAG /etc/killpower: this machine is primary of nothing, and has no UPS to switch off",
    good: {
      ...changed(UPSMON, ["primary", "secondary"], ["POWERDOWNFLAG /etc/killpower\n", ""]),
      ...changed(USERS, ["primary", "secondary"]),
    },
  },
  "powerdownflag-folder": {
    bad: changed(UPSMON, ["/etc/killpower", "/var/nowhere/killpower"]),
    at: `${UPSMON}:3`,
    says: "POWERDOWNFLAG /var/nowhere/killpower cannot be written: the folder /var/nowhere does not exist",
    good: changed(UPSMON, ["/etc/killpower", "/run/nut/killpower"]),
  },
  "powerdownflag-taken": {
    bad: { "/etc/killpower": "please\n" },
    at: `${UPSMON}:3`,
    says: "POWERDOWNFLAG /etc/killpower: a file of somebody else lies there",
    good: { "/etc/killpower": "upsmon-shutdown-file" },
  },
  "powerdownflag-unmounted": {
    bad: {
      ...changed(UPSMON, ["/etc/killpower", "/var/killpower"]),
      "/var/lib": "",
      "/proc/self/mountinfo": MOUNTS("/var"),
    },
    at: `${UPSMON}:3`,
    says: "POWERDOWNFLAG /var/killpower lies on /var, which is unmounted when the last scripts look for it",
    good: { ...changed(UPSMON, ["/etc/killpower", "/run/nut/killpower"]), "/proc/self/mountinfo": MOUNTS("/var") },
  },
  "late-hook-missing": {
    bad: { [HOOK]: undefined },
    at: `${UPSMON}:3`,
    says: "no script at the end of a shutdown has the UPS switched off",
    good: {
      [HOOK]: undefined,
      "/lib/systemd/system-shutdown/own": program("#!/bin/sh\nnutts upsmon -K && nutts driver shutdown\n"),
    },
  },
  "poweroff-wait-too-long": {
    bad: added(NUT, "POWEROFF_WAIT=2m\n"),
    at: `${NUT}:${textOf(NUT).split("\n").length}`,
    says: "POWEROFF_WAIT=2m: systemd ends its last scripts after 90 seconds, and the machine stays off",
    good: added(NUT, "POWEROFF_WAIT=75\n"),
  },
  "shutdownreturn-rights": {
    bad: {
      ...added(UPSMON, "SHUTDOWNRETURN 1\n"),
      ...added(USERS, "\tinstcmds = shutdown.return\n"),
    },
    at: `${UPSMON}:${textOf(UPSMON).split("\n").length}`,
    says: "SHUTDOWNRETURN: [local] may not tell the UPS to go off and on again",
    good: {
      ...added(UPSMON, "SHUTDOWNRETURN 1\n"),
      ...added(USERS, "\tactions = SET\n\tinstcmds = shutdown.return shutdown.stop\n"),
    },
  },
  "late-hook-not-executable": {
    bad: { [HOOK]: { text: textOf(HOOK), mode: 0o644 } },
    at: HOOK,
    says: "this script is not executable and will not run",
    good: { "/usr/lib/systemd/system-shutdown/README": "what lies here is run" },
  },
  "late-hook-unmounted": {
    bad: {
      [HOOK]: program("#!/bin/sh\n/usr/local/bin/nutts upsmon -K && /usr/local/bin/nutts driver shutdown\n"),
      "/usr/local/bin/nutts": { link: "../lib/node_modules/nutts/bin/run.js" },
      "/usr/local/lib/node_modules/nutts/bin/run.js": program("#!/usr/bin/env node\n"),
      "/opt/node/bin/node": program(),
      "/usr/bin/node": { link: "/opt/node/bin/node" },
      "/proc/self/mountinfo": MOUNTS("/opt"),
    },
    at: HOOK,
    says: "it needs /usr/bin/node, which lies on /opt: that is unmounted when it runs",
    good: {
      [HOOK]: program("#!/bin/sh\n/usr/local/bin/nutts upsmon -K && /usr/local/bin/nutts driver shutdown\n"),
      "/usr/local/bin/nutts": { link: "../lib/node_modules/nutts/bin/run.js" },
      "/usr/local/lib/node_modules/nutts/bin/run.js": program("#!/usr/bin/env node\n"),
      "/usr/bin/node": program(),
      "/proc/self/mountinfo": MOUNTS("/opt", "/usr", "/home"),
    },
  },
  "driver-unknown": {
    bad: changed(UPS, ["usbhid-ups", "usbhid_ups"]),
    at: `${UPS}:2`,
    says: "[rack]: there is no driver usbhid_ups",
    good: { ...changed(UPS, ["usbhid-ups", "own-driver"]), "/lib/nut/own-driver": program() },
  },
  "driver-option": {
    bad: added(UPS, "\tpolonly\n"),
    at: `${UPS}:5`,
    says: "polonly: usbhid-ups has no such option",
    good: added(UPS, "\tpollonly\n\tvendorid = 0463\n\toverride.battery.charge.low = 20\n"),
  },
  "deadtime-multiple": {
    bad: added(UPSMON, "DEADTIME 17\n"),
    at: `${UPSMON}:8`,
    says: "DEADTIME 17 is no multiple of POLLFREQ 5",
    good: added(UPSMON, "DEADTIME 25\n"),
  },
  maxage: {
    bad: added(UPS, "\tpollinterval = 20\n"),
    at: `${UPS}:5`,
    says: "MAXAGE 15 is shorter than the 20 s that [rack] has as pollinterval",
    good: { ...added(UPS, "\tpollinterval = 20\n"), ...added(UPSD, "MAXAGE 30\n") },
  },
  "finaldelay-zero": {
    bad: added(UPSMON, "FINALDELAY 0\n"),
    at: `${UPSMON}:8`,
    says: "FINALDELAY 0 leaves NOTIFYCMD no time to send SHUTDOWN",
    good: { [UPSMON]: conf(`${textOf(UPSMON).replace("SHUTDOWN SYSLOG+WALL+EXEC", "SHUTDOWN SYSLOG")}FINALDELAY 0\n`) },
  },
  "no-monitor": {
    bad: changed(UPSMON, ["MONITOR rack@localhost 1 local s3cret primary\n", ""]),
    at: UPSMON,
    says: "no MONITOR line can be used: nothing is watched",
    good: same,
  },
  minsupplies: {
    bad: added(UPSMON, "MINSUPPLIES 2\n"),
    at: `${UPSMON}:8`,
    says: "MINSUPPLIES is 2, but the power values of all MONITOR lines make 1",
    good: added(UPSMON, "MINSUPPLIES 1\n"),
  },
  "no-shutdowncmd": {
    bad: changed(UPSMON, ['SHUTDOWNCMD "/sbin/shutdown -h +0"\n', ""]),
    at: UPSMON,
    says: "no SHUTDOWNCMD: this machine cannot be shut down",
    good: changed(
      UPSMON,
      ['SHUTDOWNCMD "/sbin/shutdown -h +0"\n', ""],
      ["localhost 1", "localhost 0"],
      ["POWERDOWN", "MINSUPPLIES 0\nPOWERDOWN"],
    ),
  },
  "no-powerdownflag": {
    bad: changed(UPSMON, ["POWERDOWNFLAG /etc/killpower\n", ""]),
    at: UPSMON,
    says: "no POWERDOWNFLAG: the UPS is not switched off after the shutdown",
    good: changed(UPSMON, ["POWERDOWNFLAG /etc/killpower\n", ""], ["s3cret primary", "s3cret secondary"]),
  },
  "powerdownflag-relative": {
    bad: changed(UPSMON, ["/etc/killpower", "telegram.sh"]),
    at: `${UPSMON}:3`,
    says: "POWERDOWNFLAG telegram.sh is no absolute path",
    good: same,
  },
  "deadtime-too-short": {
    bad: added(UPSMON, "DEADTIME 5\n"),
    at: `${UPSMON}:8`,
    says: "DEADTIME 5 is not longer than a poll interval of 5: every UPS will seem dead",
    good: added(UPSMON, "DEADTIME 10\n"),
  },
  "notifycmd-unused": {
    bad: { [UPSMON]: conf(textOf(UPSMON).replaceAll("+EXEC", "")), [UPSSCHED]: conf("") },
    at: `${UPSMON}:4`,
    says: "NOTIFYCMD is not called for any event",
    good: same,
  },
  "certhost-unused": {
    bad: added(UPSMON, "CERTHOST other server 1 1\n"),
    at: `${UPSMON}:8`,
    says: "CERTHOST other matches no MONITOR",
    good: added(UPSMON, "CERTHOST localhost:3493 server 1 1\n"),
  },
  "timers-incomplete": {
    bad: changed(UPSSCHED, ["PIPEFN /run/nut/upssched.pipe\n", ""]),
    at: `${UPSSCHED}:3`,
    says: "AT needs PIPEFN",
    good: same,
  },
  "cancel-names-a-timer": {
    bad: changed(UPSSCHED, ["CANCEL-TIMER onbatt-long", "CANCEL-TIMER other onbatt-long"]),
    at: `${UPSSCHED}:5`,
    says: "CANCEL-TIMER: onbatt-long is a timer of this file",
    good: changed(UPSSCHED, ["CANCEL-TIMER onbatt-long", "CANCEL-TIMER onbatt-long back"]),
  },
  "no-ups": {
    bad: { [UPS]: conf("# nothing\n") },
    at: UPS,
    says: "no UPS is defined",
    good: {
      [UPS]: conf("# nothing\n"),
      ...changed(NUT, ["netserver", "netclient"]),
      ...changed(UPSMON, ["localhost", "nas"]),
    },
  },
  "ups-incomplete": {
    bad: changed(UPS, ["\tport = auto\n", ""]),
    at: `${UPS}:1`,
    says: "[rack] has no port and is not served",
    good: same,
  },
  "user-without-password": {
    bad: added(USERS, "[guest]\nactions = SET\n"),
    at: `${USERS}:4`,
    says: "[guest] has no password and cannot log in",
    good: added(USERS, "[guest]\nactions = SET\npassword = x\n"),
  },
  "quote-not-closed": {
    bad: changed(UPSMON, ['-h +0"', "-h +0"]),
    at: `${UPSMON}:2`,
    says: "the quote opened here is not closed",
    good: changed(UPSMON, ["-h +0", "-h '+0'"]),
  },
  "unknown-word": {
    bad: added(UPSMON, "POLFREQ 5\n"),
    at: `${UPSMON}:8`,
    says: "POLFREQ is not known",
    good: added(UPSMON, "POLLFREQ 5\n"),
  },
  "old-word": {
    bad: changed(UPSMON, ["s3cret primary", "s3cret master"]),
    at: `${UPSMON}:1`,
    says: "MONITOR: master is an old word",
    good: same,
  },
  "line-without-effect": {
    bad: changed(NUT, ["MODE=netserver", "MODE = netserver"]),
    at: `${NUT}:1`,
    says: "this is not an assignment and has no effect",
    good: same,
  },
  "line-in-doubt": {
    bad: added(UPSD, "MAXAGE 30s\n"),
    at: `${UPSD}:3`,
    says: 'MAXAGE: only the number 30 of "30s" counts',
    good: added(UPSD, "MAXAGE 30\n"),
  },
  "line-could-be-better": {
    bad: added(UPS, "\tignorelb = yes\n"),
    at: `${UPS}:5`,
    says: "ignorelb is a flag and needs no value",
    good: added(UPS, "\tignorelb\n"),
  },
};

const check = async (files: Overrides): Promise<readonly Finding[]> =>
  runRules(await gatherInput(fakeMachine(files), "/etc/nut"));

const placeOf = ({ at: { file, line } }: Finding): string => (line > 0 ? `${file}:${line}` : file);

const told = (findings: readonly Finding[]): readonly string[] =>
  findings.map((finding) => `${finding.rule} ${placeOf(finding)} ${finding.text}`);

it("on a machine that is set up well no rule finds anything", async () => {
  expect(told(await check({}))).toEqual([]);
});

describe("the table of rules", () => {
  it("has each name once, and a bad and a good machine for each", () => {
    const names = RULES.map(({ name }) => name);
    expect([...new Set(names)]).toEqual(names);
    expect([...names].sort()).toEqual(Object.keys(CASES).sort());
  });

  it.each(RULES.map((rule) => [rule.name, rule] as const))(
    "%s says what it looks at, why, and what to do",
    (name, rule) => {
      expect(name).toMatch(/^[a-z][a-z-]+$/);
      expect(rule.looksAt.length).toBeGreaterThan(5);
      expect(rule.means).toMatch(/\.$/);
      expect(rule.mend).not.toMatch(/\.$/);
    },
  );
});

describe.each(Object.entries(CASES))("%s", (name, { bad, at, says, good }) => {
  it("is found where it is", async () => {
    const findings = (await check(bad)).filter(({ rule }) => rule === name);
    expect(told(findings)).toEqual([expect.stringContaining(says)]);
    expect(findings.map(placeOf)).toEqual([at]);
    expect(findings[0]?.advice).toMatch(/\S/);
  });

  it("is not found where it is not", async () => {
    expect(told((await check(good)).filter(({ rule }) => rule === name))).toEqual([]);
  });

  it("repeats no password", async () => {
    expect(JSON.stringify(await check(bad))).not.toMatch(/s3cret|hunter2/);
  });
});

/** What the rules about hosts, stages and SHUTDOWNON find besides. */
describe("rules, stages and hosts", () => {
  const nodes = (one: string, other: string, more = ""): Overrides => ({
    "/t": conf("u@pam!n=x\n"),
    [CMD]: conf(
      `${["a", "b"].map((name, i) => host(name, `type = proxmox\nhost = pve\ntoken_file = /t\ntimeout = 300\n${more}\n${[one, other][i]}`)).join("")}`,
    ),
  });
  const card = "wake = lan\nwake_mac = 00:11:32:aa:bb:cc\n";
  const outlet = "mincharge = 60\nload.off = outlet.1.load.off\nload.on = outlet.1.load.on";

  it.each<readonly [string, Overrides, string]>([
    ["a stage that is reached with any charge", staged("mincharge = 100"), "stage-hasty"],
    ["a stage in minutes", staged("maxonbattery = 5"), "stage-hasty"],
    ["a stage in parts of one", staged("mincharge = 0.8"), "stage-late"],
    ["a stage with minutes left", staged("minruntime = 10"), "stage-late"],
    ["a stage that only switches on", staged("mincharge = 60\nload.on = outlet.1.load.on"), "stage-outlet"],
    [
      "an outlet that goes off before its hosts are down",
      {
        ...staged(`${outlet}\noffdelay = 50`),
        ...calling("a"),
        [UPSSCHED]: conf("AT FSD early@localhost EXECUTE a\n"),
        [CMD]: conf(HOST_A),
      },
      "stage-outlet",
    ],
    ["a wait for reports that nobody wants", { [CMD]: conf("WAKEAFTER 60\n[x]\nfsd\n") }, "wake-idle"],
    ["two nodes that are one", nodes("node = x", "node = x"), "host-twice"],
    [
      "two hosts with one card",
      { [CMD]: conf(`${HOST_A}${card}${HOST_A.replace("[a]", "[b]").replace("a.lan", "b.lan")}${card}`) },
      "host-twice",
    ],
    ["a record that a boot forgets", added(UPSMON, "SHUTDOWNRECORD /run/nut/record\n"), "lasting-file"],
    ["a record anywhere", added(UPSMON, "SHUTDOWNRECORD record\n"), "line-in-doubt"],
    ["a log anywhere", { [CMD]: conf("OUTAGELOG outages.log\n") }, "line-in-doubt"],
    ["a charge in parts of one", added(UPSMON, "SHUTDOWNON rack charge 0.3\n"), "line-in-doubt"],
    ["a fall that cannot be", added(UPSMON, "SHUTDOWNON rack depletion 100\n"), "line-in-doubt"],
  ])("%s is found", async (_, files, rule) => {
    expect(told(await check(files)).filter((line) => line.startsWith(`${rule} `))).toHaveLength(1);
  });

  it.each<readonly [string, Overrides]>([
    ["two nodes of a cluster", nodes("node = x", "node = y")],
    ["guests that go down before the others", nodes("node_off = no\nguests = media", "guests = *")],
    [
      "what Windows is told",
      {
        ...calling("w"),
        [CMD]: conf(host("w", 'type = winrm\nhost = w.lan\nuser = u\npassword = p\ncommand = "shutdown /s /t 0"')),
      },
    ],
    ["a wait for hosts that come back by themselves", { [CMD]: conf(`WAKEAFTER 60\n${HOST_A}`) }],
    ["outlets with time", { ...staged(outlet), [CMD]: conf(HOST_A) }],
    [
      "the same rule on a UPS that feeds nothing",
      {
        ...staged("mincharge = 60"),
        [UPSMON]: conf(`${textOf(UPSMON)}MONITOR early@localhost 0 local s3cret primary\nSHUTDOWNON rack charge 40\n`),
      },
    ],
  ])("%s: nothing is found", async (_, files) => {
    expect(told(await check({ ...files, "/t": conf("u@pam!n=x\n"), "/usr/bin/ssh": program() }))).toEqual([]);
  });
});

/** What the rules about web.conf find besides. */
describe("web.conf", () => {
  it.each<readonly [string, Overrides, string, string]>([
    [
      "a word that a section does not know, with the one that is near",
      web("[mqtt]\nurl = mqtt://broker\nusrname = a\n"),
      `unknown-word ${WEB}:3 usrname is no setting of [mqtt]`,
      "did you mean username?",
    ],
    [
      "a section of another name",
      web("[mqt]\nurl = mqtt://broker\n"),
      `line-in-doubt ${WEB}:1 [mqt] is no section`,
      "[mqtt]",
    ],
    [
      "a section that cannot be used",
      web("[influxdb]\nurl = http://db:8086\n"),
      `line-without-effect ${WEB}:1 [influxdb]`,
      "nothing goes there",
    ],
    [
      "secrets that everybody may read",
      { [WEB]: { text: "[mqtt]\nurl = mqtt://b\nusername = a\npassword = s3cret\n", mode: 0o644 } },
      `secrets-readable ${WEB}`,
      "chmod 640",
    ],
    [
      "a file that nutts up cannot read",
      { [WEB]: { text: "[nis]\n", mode: 0o600 } },
      `closed-to-its-reader ${WEB} nutts up, as the user nut,`,
      "chgrp nut",
    ],
    [
      "its name nearly right",
      { "/etc/nut/wep.conf": conf("") },
      "near-miss-name /etc/nut/wep.conf",
      "mv wep.conf web.conf",
    ],
    [
      "a certificate that is not there",
      web("[mqtt]\nurl = mqtts://b\nca = /etc/nut/ca.pem\n"),
      `web-files ${WEB}:3 ca of [mqtt], /etc/nut/ca.pem: there is no such file`,
      "path",
    ],
    [
      "a certificate that is damaged",
      web("[mqtt]\nurl = mqtts://b\nca = /etc/nut/ca.pem\n", {
        "/etc/nut/ca.pem": conf("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"),
      }),
      `web-files ${WEB}:3 ca of [mqtt], /etc/nut/ca.pem: a certificate in it cannot be read`,
      "path",
    ],
    [
      "a secret that nutts up may not read",
      web("[mqtt]\nurl = mqtt://b\nusername = a\npassword_file = /root/broker\n", {
        "/root": { kind: "folder", mode: 0o700 },
        "/root/broker": { text: "x", mode: 0o600 },
      }),
      "the user nut may not enter the folder /root",
      "640",
    ],
    [
      "a user that upsd does not know",
      web("[mqtt]\nurl = mqtt://b\nnut_username = locl\nnut_password = x\n"),
      "web-user",
      "did you mean local?",
    ],
    ["the port of the dashboard", web("[nis]\nlisten = 127.0.0.1:8080\n"), "which the dashboard has", "3551"],
    ["an address of another machine", web("[nis]\nlisten = 192.168.9.9\n"), "this machine has no such address", "3551"],
    ["a port for root alone", web("[nis]\nlisten = 127.0.0.1:351\n"), "only root may have port 351", "3551"],
    [
      "a UPS of a single line that is not served",
      web("[homematic]\nurl = http://c\ntoken = t\nrak:ups.load = 12\n"),
      "[homematic]: /etc/nut/ups.conf has no [rak]",
      "did you mean rack?",
    ],
  ])("is told of %s, and what to do", async (_, files, says, advice) => {
    const findings = await check(files);
    const found = findings.filter((finding) => told([finding])[0]?.includes(says));
    expect(told(findings)).toContainEqual(expect.stringContaining(says));
    expect(found[0]?.advice).toContain(advice);
    expect(JSON.stringify(findings)).not.toContain("s3cret");
  });
});
