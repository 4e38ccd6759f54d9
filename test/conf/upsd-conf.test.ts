import { describe, expect, it } from "@jest/globals";
import { formatProblem } from "../../src/conf/problem.ts";
import { formatUpsdConf, parseUpsdConf, UPSD_CONF_DEFAULTS } from "../../src/conf/upsd-conf.ts";

const problems = (text: string): readonly string[] => parseUpsdConf(text).problems.map(formatProblem);

describe("upsd.conf", () => {
  it("has the defaults of the C server", () => {
    expect(UPSD_CONF_DEFAULTS).toMatchObject({
      listen: [],
      maxage: 15,
      trackingdelay: 3600,
      maxconn: undefined,
      certrequest: "NO",
      disableWeakSsl: false,
      allowNoDevice: undefined,
      allowNotAllListeners: undefined,
      statepath: undefined,
    });
  });

  it("reads every directive without a problem", () => {
    const text = `LISTEN 127.0.0.1 3493
LISTEN ::1
MAXAGE 20
MAXCONN 32 #maximum
STATEPATH /run/nut
DATAPATH "/usr/share/nut"
TRACKINGDELAY 60
ALLOW_NO_DEVICE true
ALLOW_NOT_ALL_LISTENERS 1
CERTFILE /etc/nut/upsd.pem
CERTPATH /etc/nut/cert
CERTIDENT "my nut server" MyPasSw0rD
CERTREQUEST REQUIRE
DISABLE_WEAK_SSL true
MDNS yes
debug_min 3
`;
    expect(parseUpsdConf(text)).toEqual({
      listen: [
        { host: "127.0.0.1", port: 3493 },
        { host: "::1", port: 3493 },
      ],
      maxage: 20,
      maxconn: 32,
      statepath: "/run/nut",
      datapath: "/usr/share/nut",
      trackingdelay: 60,
      allowNoDevice: true,
      allowNotAllListeners: true,
      certfile: "/etc/nut/upsd.pem",
      certpath: "/etc/nut/cert",
      certident: { name: "my nut server", password: "MyPasSw0rD" },
      certrequest: "REQUIRE",
      disableWeakSsl: true,
      mdns: true,
      debugMin: 3,
      problems: [],
    });
  });

  it.each([
    ["LISTEN *", "*", 3493],
    ["LISTEN 0.0.0.0", "0.0.0.0", 3493],
    ["LISTEN :: 3494", "::", 3494],
    ["LISTEN ups.example.org 0", "ups.example.org", 0],
    ["LISTEN fe80::1%eth0", "fe80::1%eth0", 3493],
    ["LISTEN 10.0.0.1 nut", "10.0.0.1", 3493],
  ])("takes %s", (line, host, port) => {
    expect(parseUpsdConf(`${line}\n`)).toMatchObject({ listen: [{ host, port }], problems: [] });
  });

  it.each([
    ["LISTEN 127.0.0.1:3493", "write LISTEN 127.0.0.1 3493"],
    ["LISTEN [::1]:3493", "write LISTEN ::1 3493"],
    ["LISTEN 127.0.0.1 70000", "is not a port"],
    ["LISTEN 127.0.0.1 http", "is not a port"],
    ["LISTEN = 127.0.0.1", "a = has no place here"],
    ["LISTEN", "nothing follows it"],
    ['LISTEN ""', "the address is empty"],
    ["listen ::1", "write it in upper case: LISTEN"],
    ["LISTN ::1", "did you mean LISTEN?"],
  ])("reports and leaves out %s", (line, why) => {
    expect(parseUpsdConf(`${line}\n`).listen).toEqual([]);
    expect(problems(`${line}\n`)).toEqual([expect.stringContaining(why)]);
  });

  it("takes an address in brackets and says that they are not needed", () => {
    expect(parseUpsdConf("LISTEN [::1]\n").listen).toEqual([{ host: "::1", port: 3493 }]);
    expect(problems("LISTEN [::1]\n")).toEqual([
      "upsd.conf:1:1: LISTEN: the address needs no brackets; write LISTEN ::1",
    ]);
  });

  it("listens once where an address is written twice", () => {
    expect(parseUpsdConf("LISTEN ::1\nLISTEN ::1 3493\n").listen).toHaveLength(1);
    expect(problems("LISTEN ::1\nLISTEN ::1 3493\n")).toHaveLength(1);
  });

  it.each([
    ["0", "NO"],
    ["1", "REQUEST"],
    ["2", "REQUIRE"],
    ["REQUEST", "REQUEST"],
  ])("reads CERTREQUEST %s as %s", (word, meant) => {
    expect(parseUpsdConf(`CERTREQUEST ${word}\n`).certrequest).toBe(meant);
  });

  it.each(["ACL all 0.0.0.0/0", "ACCEPT all", "REJECT all", "ACCESS grant all all"])(
    "notes %s and reads on",
    (line) => {
      const conf = parseUpsdConf(`${line}\nMAXAGE 3\n`);
      expect(conf.maxage).toBe(3);
      expect(conf.problems).toMatchObject([
        { severity: "warning", text: expect.stringContaining("obsolete"), line: 1 },
      ]);
    },
  );

  it("takes the number in front of a unit, as C does, and says so", () => {
    expect(parseUpsdConf("MAXAGE 25s\n").maxage).toBe(25);
    expect(problems("MAXAGE 25s\n")).toEqual([
      'upsd.conf:1:1: MAXAGE: only the number 25 of "25s" counts; write it without a unit',
    ]);
  });

  it.each([
    ["MAXAGE never", "MAXAGE"],
    ["MAXCONN 0", "MAXCONN"],
    ["TRACKINGDELAY -1", "TRACKINGDELAY"],
    ["DISABLE_WEAK_SSL perhaps", "DISABLE_WEAK_SSL"],
    ["ALLOW_NO_DEVICE maybe", "ALLOW_NO_DEVICE"],
    ["DEBUG_MIN -1", "DEBUG_MIN"],
    ["CERTREQUEST 3", "CERTREQUEST"],
    ["CERTIDENT name", "CERTIDENT"],
  ])("keeps the default and reports %s", (line, name) => {
    const { problems: found, ...settings } = parseUpsdConf(`${line}\n`);
    expect(settings).toEqual(UPSD_CONF_DEFAULTS);
    expect(found).toMatchObject([{ severity: "error", text: expect.stringContaining(`${name}: `) }]);
  });

  it("does not take the names of object properties for directives", () => {
    for (const name of ["constructor", "__proto__", "toString", "hasOwnProperty"]) {
      expect(problems(`${name} x\n`)).toEqual([`upsd.conf:1:1: ${name} is not known`]);
    }
  });

  it("reads back what it writes", () => {
    const { problems: _, ...conf } = parseUpsdConf('LISTEN * 5\nCERTIDENT "a b" "c # d"\nALLOW_NO_DEVICE no\n');
    const { problems: none, ...again } = parseUpsdConf(formatUpsdConf(conf));
    expect(again).toEqual(conf);
    expect(none).toEqual([]);
  });
});
