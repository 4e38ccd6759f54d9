/**
 * Files as people publish them: installations of the Debian, Proxmox and Alpine kind, NAS guides, old habits.
 * Each one runs, and nothing doubtful in it passes in silence.
 */
import { describe, expect, it } from "@jest/globals";
import { commonOptions, driverSettings } from "../../src/conf/driver-settings.ts";
import { parseNutConf } from "../../src/conf/nut-conf.ts";
import { formatProblem, type Problem } from "../../src/conf/problem.ts";
import { completeUpses, parseUpsConf } from "../../src/conf/ups-conf.ts";
import { parseUpsdConf } from "../../src/conf/upsd-conf.ts";
import { mayAct, mayCommand, parseUpsdUsers } from "../../src/conf/upsd-users.ts";
import { parseUpsmonConf } from "../../src/conf/upsmon-conf.ts";
import { parseUpsschedConf } from "../../src/conf/upssched/upssched-conf.ts";

const said = ({ problems }: { readonly problems: readonly Problem[] }): readonly string[] =>
  problems.map((problem) => `${problem.severity} ${formatProblem(problem)}`);

describe("a Debian server with its own USB UPS", () => {
  it("runs with its ups.conf", () => {
    const conf = parseUpsConf(`# /etc/nut/ups.conf
maxretry = 3

[eaton]
        driver = "usbhid-ups"
        port = "auto"
        vendorid = "0463"
        productid = "FFFF"
        pollinterval = 15
        desc = "Eaton 5E 850i"
        ignorelb
        override.battery.charge.low = 30
        override.battery.runtime.low = -1
`);
    expect(said(conf)).toEqual([]);
    const [ups] = completeUpses(conf);
    expect(commonOptions(conf.globals, ups?.entries)).toMatchObject({ maxretry: 3, pollinterval: 15, ignorelb: true });
    const settings = driverSettings({ upsname: "eaton", section: ups?.entries ?? [] });
    expect(settings.override("battery.charge.low")).toBe("30");
    expect(settings.get("vendorid")).toBe("0463");
  });

  it("runs with its upsd.conf and upsd.users", () => {
    const upsd = parseUpsdConf(`LISTEN 127.0.0.1 3493
LISTEN ::1 3493
LISTEN 192.168.1.10      # the LAN
MAXCONN 32 #maximum
`);
    expect(said(upsd)).toEqual([]);
    expect(upsd.listen.map(({ host }) => host)).toEqual(["127.0.0.1", "::1", "192.168.1.10"]);
    const users = parseUpsdUsers(`[admin]
        password = "S3cret pass"
        actions = SET
        actions = FSD
        instcmds = ALL

[upsmon_local]
        password  = local
        upsmon master
[upsmon_remote]
        password  = remote
        upsmon slave   # or upsmon slave
`);
    expect(said(users)).toEqual([
      "note upsd.users:9:16: master is an old word; write primary",
      "note upsd.users:12:16: slave is an old word; write secondary",
    ]);
    const [admin, local, remote] = users.users;
    expect(admin && mayAct(admin, "FSD") && mayCommand(admin, "load.off")).toBe(true);
    expect(local && mayAct(local, "FSD")).toBe(true);
    expect(remote && mayAct(remote, "FSD")).toBe(false);
    expect(remote && mayAct(remote, "LOGIN")).toBe(true);
  });

  it("runs with its upsmon.conf", () => {
    const conf = parseUpsmonConf(`RUN_AS_USER root
MONITOR eaton@localhost 1 upsmon_local local master
MINSUPPLIES 1
SHUTDOWNCMD "/sbin/shutdown -h +0"
NOTIFYCMD /sbin/upssched
POLLFREQ 2
POLLFREQALERT 1
HOSTSYNC 15
DEADTIME 15
POWERDOWNFLAG /etc/killpower
NOTIFYMSG ONLINE        "UPS %s on line power"
NOTIFYMSG ONBATT        "UPS %s on battery"
NOTIFYFLAG ONLINE       SYSLOG+WALL+EXEC
NOTIFYFLAG ONBATT       SYSLOG+WALL+EXEC
RBWARNTIME 43200
NOCOMMWARNTIME 600
FINALDELAY 5
`);
    expect(said(conf)).toEqual(["note upsmon.conf:2:1: MONITOR: master is an old word; write primary"]);
    expect(conf).toMatchObject({
      monitors: [{ upsname: "eaton", role: "primary", powerValue: 1 }],
      powerdownflag: "/etc/killpower",
      notifycmd: "/sbin/upssched",
      pollfreq: 2,
    });
    expect(conf.notifyFlags).toHaveLength(2);
  });

  it("runs with its nut.conf and upssched.conf", () => {
    expect(said(parseNutConf('MODE=netserver\nUPSD_OPTIONS=\nUPSMON_OPTIONS=""\n# POWEROFF_WAIT=15m\n'))).toEqual([]);
    const conf = parseUpsschedConf(`CMDSCRIPT /etc/nut/upssched-cmd
PIPEFN /run/nut/upssched.pipe
LOCKFN /run/nut/upssched.lock

AT ONBATT * START-TIMER onbattwarn 30
AT ONLINE * CANCEL-TIMER onbattwarn
AT ONBATT * START-TIMER earlyshutdown 600
AT ONLINE * CANCEL-TIMER earlyshutdown online
AT LOWBATT * EXECUTE onbatt
AT COMMBAD * START-TIMER upsgone 10
AT COMMOK eaton@localhost CANCEL-TIMER upsgone
`);
    expect(said(conf)).toEqual([]);
    expect(conf.rows).toHaveLength(7);
  });
});

describe("a Proxmox host that shuts down with a NAS", () => {
  it("runs as a secondary of Synology's fixed names", () => {
    const conf = parseUpsmonConf(`MONITOR ups@192.168.1.20 1 monuser secret slave
MINSUPPLIES 1
SHUTDOWNCMD "/sbin/shutdown -h"
POLLFREQ 5
POLLFREQALERT 5
HOSTSYNC 15
DEADTIME 15
POWERDOWNFLAG "/etc/killpower"
RBWARNTIME 43200
NOCOMMWARNTIME 300
FINALDELAY 5
`);
    expect(said(conf)).toEqual(["note upsmon.conf:1:1: MONITOR: slave is an old word; write secondary"]);
    expect(conf.monitors).toMatchObject([
      { system: "ups@192.168.1.20", username: "monuser", password: "secret", role: "secondary" },
    ]);
  });

  it("knows that a monitor-only user is one of power value 0", () => {
    const conf = parseUpsdUsers("[watcher]\n    password = x\n    upsmon monitor-only\n");
    expect(said(conf)).toEqual([
      "error upsd.users:3:12: monitor-only is not a role of upsmon; write upsmon secondary here and power value 0 in the MONITOR line of upsmon.conf",
    ]);
    expect(conf.users).toMatchObject([{ name: "watcher", role: undefined }]);
  });
});

describe("an Alpine box on a serial line", () => {
  it("runs with compressed assignments and tabs", () => {
    const conf = parseUpsConf(
      '[apc]\n\tdriver=apcsmart\n\tport=/dev/ttyS0\n\tcable=940-0095B\n\tsdtype=0\n\tdesc="APC Smart-UPS" # rack\n',
    );
    expect(said(conf)).toEqual([]);
    expect(completeUpses(conf)).toMatchObject([{ driver: "apcsmart", port: "/dev/ttyS0", desc: "APC Smart-UPS" }]);
  });

  it("runs where everything listens", () => {
    const conf = parseUpsdConf("LISTEN 0.0.0.0\nLISTEN :: 3493\nMAXAGE 25\nSTATEPATH /var/run/nut\n");
    expect(said(conf)).toEqual([]);
    expect(conf.listen).toEqual([
      { host: "0.0.0.0", port: 3493 },
      { host: "::", port: 3493 },
    ]);
  });
});

describe("files from the time of NUT 2.2", () => {
  it("keep running, and say what has become of access lists", () => {
    const conf = parseUpsdConf(`ACL all 0.0.0.0/0
ACL localhost 127.0.0.1/32
ACCEPT localhost
REJECT all
LISTEN 127.0.0.1
`);
    expect(conf.listen).toHaveLength(1);
    expect(conf.problems.map(({ severity, line }) => [severity, line])).toEqual([
      ["warning", 1],
      ["warning", 2],
      ["warning", 3],
      ["warning", 4],
    ]);
    const users = parseUpsdUsers("[monmaster]\npassword = x\nallowfrom = localhost\nupsmon master\n");
    expect(users.users).toMatchObject([{ password: "x", role: "primary" }]);
    expect(users.problems.map(({ severity }) => severity)).toEqual(["warning", "note"]);
  });

  it("keep running with a delay that drivers no longer have", () => {
    const conf = parseUpsConf("[ups]\ndriver = genericups\nport = /dev/ttyS0\nupstype = 4\nsddelay = 30\n");
    expect(completeUpses(conf)).toHaveLength(1);
    expect(said(conf)).toEqual([
      "warning ups.conf:5:1: sddelay is obsolete and ignored; delete it; the drivers' own offdelay and ondelay do this now",
    ]);
  });
});

describe("a Russian guide", () => {
  it("keeps its texts", () => {
    const ups = parseUpsConf('[ippon]\ndriver = nutdrv_qx\nport = auto\ndesc = "ИБП в серверной"\n');
    expect(completeUpses(ups)[0]?.desc).toBe("ИБП в серверной");
    const upsmon = parseUpsmonConf(`MONITOR ippon@localhost 1 upsmon пароль primary
SHUTDOWNCMD "/sbin/poweroff"
POWERDOWNFLAG /etc/killpower
NOTIFYMSG ONBATT "Внимание! %s работает от батарей"
`);
    expect(said(upsmon)).toEqual([
      "warning upsmon.conf:1:1: MONITOR: the password has letters beyond ASCII: NUT's C programs leave them out, " +
        "and too little is left: upsd refuses C programs that read it from a file; " +
        "use ASCII letters where C programs take part",
    ]);
    expect(upsmon.monitors[0]?.password).toBe("пароль");
    expect(upsmon.notifyMessages[0]?.text).toBe("Внимание! %s работает от батарей");
  });
});

describe("a file that lost its quotes on a web page", () => {
  it("says which lines lost words, and takes the words of commands as C does since 2.8.5", () => {
    const conf = parseUpsmonConf(`MONITOR ups@localhost 1 admin pass primary
SHUTDOWNCMD /sbin/shutdown -h +0
NOTIFYMSG ONBATT UPS %s on battery
NOTIFYCMD \u201c/usr/bin/notify me\u201d
POWERDOWNFLAG /etc/killpower
`);
    expect(said(conf)).toEqual([
      'warning upsmon.conf:3:22: NOTIFYMSG: what follows word 2 is ignored; put a text of several words in "quotes"',
      "warning upsmon.conf:4:1: NOTIFYCMD is not called for any event: no NOTIFYFLAG has EXEC; write NOTIFYFLAG ONBATT SYSLOG+WALL+EXEC, and so on",
      'warning upsmon.conf:4:11: typographic quotes do not quote; use the plain " instead',
    ]);
    expect(conf.shutdowncmd).toBe("/sbin/shutdown -h +0");
  });
});
