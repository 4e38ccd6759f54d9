import { describe, expect, it } from "@jest/globals";
import { formatProblem } from "../../src/conf/problem.ts";
import {
  formatUpsmonConf,
  parseUpsmonConf,
  totalPower,
  UPSMON_CONF_DEFAULTS,
  type UpsmonConf,
} from "../../src/conf/upsmon-conf.ts";
import { DEFAULT_MESSAGES } from "../../src/upsmon/core/messages.ts";

const COMPLETE = 'MONITOR ups@localhost 1 mon pass primary\nSHUTDOWNCMD "halt"\nPOWERDOWNFLAG /etc/killpower\n';

const problems = (text: string): readonly string[] => parseUpsmonConf(COMPLETE + text).problems.map(formatProblem);
const settings = (text: string): UpsmonConf => parseUpsmonConf(COMPLETE + text);

describe("upsmon.conf", () => {
  it("has the defaults of the C program", () => {
    expect(UPSMON_CONF_DEFAULTS).toMatchObject({
      minsupplies: 1,
      pollfreq: 5,
      pollfreqalert: 5,
      pollfailLogThrottleMax: -1,
      hostsync: 15,
      deadtime: 15,
      finaldelay: 5,
      rbwarntime: 43200,
      nocommwarntime: 300,
      neverreachedtime: -1,
      offduration: 30,
      overduration: -1,
      oblbduration: 0,
      alarmcritical: true,
      certfile: undefined,
      certverify: false,
      forcessl: false,
      shutdownexit: 0,
      powerdownflag: undefined,
      monitors: [],
    });
  });

  it("reads every directive without a problem", () => {
    const text = `MONITOR ups@server 1 a b primary
RUN_AS_USER nutmon
MINSUPPLIES 1
SHUTDOWNEXIT 30
NOTIFYCMD "/usr/sbin/upssched --x"
POLLFREQ 4
POLLFREQALERT 2
POLLFAIL_LOG_THROTTLE_MAX 100
OFFDURATION -1
OVERDURATION 10
OBLBDURATION 20
HOSTSYNC 20
DEADTIME 25
RBWARNTIME 100
NOCOMMWARNTIME 60
NEVERREACHEDTIME 600
FINALDELAY 0
CERTPATH /etc/ssl/certs
CERTIDENT "my cert" secret
CERTHOST server "its cert" 1 0
CERTVERIFY 1
FORCESSL 1
ALARMCRITICAL 0
debug_min 3
NOTIFYMSG ONLINE "UPS %s is back"
NOTIFYFLAG ONLINE SYSLOG+EXEC
`;
    expect(problems(text)).toEqual([]);
    expect(settings(text)).toMatchObject({
      runAsUser: "nutmon",
      shutdowncmd: "halt",
      shutdownexit: 30,
      notifycmd: "/usr/sbin/upssched --x",
      pollfreq: 4,
      pollfreqalert: 2,
      pollfailLogThrottleMax: 100,
      offduration: -1,
      overduration: 10,
      oblbduration: 20,
      neverreachedtime: 600,
      certident: { name: "my cert", password: "secret" },
      certHosts: [{ host: "server", certificate: "its cert", verify: true, forcessl: false }],
      certverify: true,
      forcessl: true,
      alarmcritical: false,
      debugMin: 3,
      notifyMessages: [{ type: "ONLINE", text: "UPS %s is back" }],
      notifyFlags: [{ type: "ONLINE", flags: ["SYSLOG", "EXEC"] }],
    });
  });

  it("reads a MONITOR line", () => {
    const [monitor] = parseUpsmonConf("MONITOR rack@nas:3494 2 upsmon s3cret secondary\n").monitors;
    expect(monitor).toEqual({
      system: "rack@nas:3494",
      upsname: "rack",
      host: "nas",
      port: 3494,
      powerValue: 2,
      username: "upsmon",
      password: "s3cret",
      role: "secondary",
    });
  });

  it.each([
    ["ups", "localhost", 3493],
    ["ups@[fe80::1]:5", "fe80::1", 5],
  ])("knows where %s is", (system, host, port) => {
    expect(parseUpsmonConf(`MONITOR ${system} 1 u p primary\n`).monitors).toMatchObject([{ host, port }]);
  });

  it.each([
    ["master", "primary"],
    ["slave", "secondary"],
    ["PRIMARY", "primary"],
    ["leader", "secondary"],
  ])("takes the role %s as %s, as C does", (word, role) => {
    expect(parseUpsmonConf(`MONITOR u@h 1 u p ${word}\n`).monitors).toMatchObject([{ role }]);
  });

  it("tells how to replace the role monitor-only", () => {
    expect(problems("MONITOR other@h 1 u p monitor-only\n")).toEqual([
      "upsmon.conf:4:1: MONITOR: the fifth word is no role and counts as secondary; write power value 0 and secondary",
    ]);
  });

  it("never repeats a password, not even one of two words", () => {
    for (const line of ["MONITOR o@h 1 u my hunter2 primary", "MONITOR o@h 1 hunter2 primary", "CERTIDENT hunter2"]) {
      expect(problems(`${line}\n`)).not.toHaveLength(0);
      expect(problems(`${line}\n`).join("\n")).not.toContain("hunter2");
    }
  });

  it("keeps the first of two MONITOR lines for one UPS", () => {
    const conf = settings("MONITOR ups@localhost 2 other pass secondary\n");
    expect(conf.monitors).toHaveLength(1);
    expect(totalPower(conf)).toBe(1);
    expect(problems("MONITOR ups@localhost 2 other pass secondary\n")).toEqual([
      "upsmon.conf:4:1: MONITOR: ups@localhost is there already; this line is ignored; keep one of the two lines",
    ]);
  });

  it.each([
    ["MONITOR ups2@h 1 pass primary", "names no user"],
    ["MONITOR ups2@h", "too few words"],
    ["MONITOR @h 1 u p primary", "does not name a UPS"],
    ["MONITOR ups:3493 1 u p primary", "does not name a UPS"],
    ["MONITOR ups2@h:port 1 u p primary", "does not name a UPS"],
    ["MONITOR ups2@h -1 u p primary", "too small"],
  ])("reports and leaves out %s", (line, why) => {
    expect(settings(`${line}\n`).monitors).toHaveLength(1);
    expect(problems(`${line}\n`)).toEqual([expect.stringContaining(why)]);
  });

  it("takes a power value that is no number as 0, and says so", () => {
    expect(settings("MONITOR ups2@h one u p primary\n").monitors).toMatchObject([{}, { powerValue: 0 }]);
    expect(problems("MONITOR ups2@h one u p primary\n")).toEqual([expect.stringContaining("only watched")]);
  });

  it("takes an unquoted command with its arguments, as C does since 2.8.5", () => {
    const text = "SHUTDOWNCMD /sbin/shutdown -h +0\n";
    expect(parseUpsmonConf(text).shutdowncmd).toBe("/sbin/shutdown -h +0");
    expect(parseUpsmonConf(text).problems.filter((problem) => problem.text.includes("SHUTDOWNCMD"))).toEqual([]);
  });

  it("keeps Cyrillic in NOTIFYMSG", () => {
    expect(settings('NOTIFYMSG ONBATT "ИБП %s: питание от батареи"\n').notifyMessages).toEqual([
      { type: "ONBATT", text: "ИБП %s: питание от батареи" },
    ]);
  });

  it("matches notify types without regard to case and suggests the nearest one", () => {
    expect(settings('NOTIFYMSG onbatt "x"\n').notifyMessages).toEqual([{ type: "ONBATT", text: "x" }]);
    expect(problems('NOTIFYMSG ONBAT "x"\n')).toEqual([
      "upsmon.conf:4:1: NOTIFYMSG: ONBAT is not a notify type; did you mean ONBATT?",
    ]);
  });

  it("takes the last message of a type", () => {
    expect(settings('NOTIFYMSG CAL "1"\nNOTIFYMSG CAL "2"\n').notifyMessages).toEqual([{ type: "CAL", text: "2" }]);
  });

  it("keeps the known flags of a line, and the defaults where none is known", () => {
    expect(settings("NOTIFYFLAG CAL SYSLOG+MAIL\n").notifyFlags).toEqual([{ type: "CAL", flags: ["SYSLOG"] }]);
    expect(settings("NOTIFYFLAG CAL syslog\n").notifyFlags).toEqual([]);
    expect(problems("NOTIFYFLAG CAL syslog\n")).toHaveLength(2);
  });

  it("reports flags that blanks part from the first", () => {
    expect(problems("NOTIFYFLAG CAL SYSLOG +WALL\n")).toEqual([expect.stringContaining("is ignored")]);
  });

  it.each([
    ["yes", 0],
    ["off", -1],
    ["10", 10],
    ["0", 0],
    ["sometimes", 0],
  ])("reads SHUTDOWNEXIT %s as %d", (word, seconds) => {
    expect(settings(`SHUTDOWNEXIT ${word}\n`).shutdownexit).toBe(seconds);
  });

  it("understands FORCESSL yes and says that C does not", () => {
    expect(settings("FORCESSL yes\n").forcessl).toBe(true);
    expect(problems("FORCESSL yes\n")).toEqual(['upsmon.conf:4:1: FORCESSL: C programs read "yes" as 0; write 1']);
  });

  it("keeps the default where a number cannot be read", () => {
    expect(settings("DEADTIME soon\nPOLLFREQ 0\n")).toMatchObject({ deadtime: 15, pollfreq: 5 });
    expect(problems("DEADTIME soon\nPOLLFREQ 0\n")).toEqual([
      'upsmon.conf:4:1: DEADTIME: "soon" is not a number',
      "upsmon.conf:5:1: POLLFREQ: 0 is too small; 1 is the smallest number here",
    ]);
  });

  it("reports supplies that do not add up", () => {
    expect(problems("MINSUPPLIES 2\n")).toEqual([
      expect.stringContaining("MINSUPPLIES is 2, but the power values of all MONITOR lines make 1"),
    ]);
    expect(parseUpsmonConf("").problems.map(({ text }) => text)).toEqual([
      "no MONITOR line can be used: nothing is watched",
    ]);
  });

  it("reports a missing SHUTDOWNCMD and POWERDOWNFLAG, but not where the UPS is only watched", () => {
    const texts = (text: string) => parseUpsmonConf(text).problems.map(({ text: said }) => said.split(":")[0]);
    expect(texts("MONITOR u@h 1 u p primary\n")).toEqual(["no SHUTDOWNCMD", "no POWERDOWNFLAG"]);
    expect(texts("MONITOR u@h 1 u p secondary\n")).toEqual(["no SHUTDOWNCMD"]);
    expect(texts("MONITOR u@h 0 u p primary\nMINSUPPLIES 0\n")).toEqual([]);
  });

  it("warns about a DEADTIME that polls cannot meet", () => {
    expect(problems("POLLFREQ 30\n")).toEqual([expect.stringContaining("write DEADTIME 90")]);
  });

  it("reports a value that replaces another one", () => {
    expect(problems("HOSTSYNC 1\nHOSTSYNC 2\n")).toEqual([
      "upsmon.conf:5:1: HOSTSYNC: replaces the value of line 4; keep one of the two lines",
    ]);
  });

  it("reads back what it writes", () => {
    const { problems: _, ...conf } = parseUpsmonConf(`${COMPLETE}NOTIFYMSG CAL "a \\"b\\" \\# c"\nSHUTDOWNEXIT no\n`);
    const { problems: none, ...again } = parseUpsmonConf(formatUpsmonConf(conf));
    expect(again).toEqual(conf);
    expect(none).toEqual([]);
  });
});

describe("upsmon.conf, what would do nothing", () => {
  const about = (text: string, word: string) =>
    parseUpsmonConf(text)
      .problems.filter((problem) => problem.text.includes(word))
      .map(({ line, severity }) => [line, severity]);

  it("says that NOTIFYCMD is not called where no event has EXEC, and that EXEC runs nothing without it", () => {
    expect(about("NOTIFYCMD /bin/x\nNOTIFYFLAG ONBATT SYSLOG", "NOTIFYCMD")).toEqual([[1, "warning"]]);
    expect(about("NOTIFYFLAG ONBATT SYSLOG+EXEC", "NOTIFYCMD")).toEqual([[1, "warning"]]);
    expect(about("NOTIFYCMD /bin/x\nNOTIFYFLAG ONBATT EXEC", "NOTIFYCMD")).toEqual([]);
  });

  it("says that a relative POWERDOWNFLAG is not found by the last scripts", () => {
    expect(about("\nPOWERDOWNFLAG telegram.sh", "telegram.sh")).toEqual([[2, "warning"]]);
    expect(about("POWERDOWNFLAG /etc/killpower", "killpower")).toEqual([]);
  });
});

describe("SHUTDOWNCMD in several words", () => {
  it("is the first as it stands, and the others as arguments that no shell looks into", () => {
    const read = (text: string) => parseUpsmonConf(`SHUTDOWNCMD ${text}`).shutdowncmd;
    expect(read("/sbin/shutdown -h +0")).toBe("/sbin/shutdown -h +0");
    expect(read('"/sbin/shutdown -h" "+0; x"')).toBe("/sbin/shutdown -h '+0; x'");
    expect(read('"a && b"')).toBe("a && b");
  });
});

describe("NOTIFYMSG", () => {
  it("warns of a message that has more places than there is to tell, or a format that is none of them", () => {
    expect(problems('NOTIFYMSG ONBATT "%s, %s!"\n')).toEqual([
      "upsmon.conf:4:1: NOTIFYMSG: %s stands 2 times, and ONBATT has only the UPS to put there: the rest stays empty, and upsmon of NUT refuses the text or prints rubbish; delete what is too many",
    ]);
    expect(problems('NOTIFYMSG ALARM "%s: [%s]"\nNOTIFYMSG ONLINE "100%% %s"\n')).toEqual([]);
    expect(problems('NOTIFYMSG ONLINE "%s at %d"\n')).toHaveLength(1);
  });

  it("may say of every type what upsmon says of itself", () => {
    for (const [type, text] of Object.entries(DEFAULT_MESSAGES))
      expect(problems(`NOTIFYMSG ${type} "${text}"\n`)).toEqual([]);
  });
});
