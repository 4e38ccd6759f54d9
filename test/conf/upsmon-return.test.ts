import { describe, expect, it } from "@jest/globals";
import { formatProblem } from "../../src/conf/problem.ts";
import { parseUpsmonConf } from "../../src/conf/upsmon-conf.ts";

const MONITOR = 'MONITOR ups@host 1 mon pw primary\nSHUTDOWNCMD "halt"\nPOWERDOWNFLAG /etc/killpower\n';
const problems = (text: string): readonly string[] => parseUpsmonConf(text).problems.map(formatProblem);

describe("the directives of upsmon.conf about shutdown.return", () => {
  it("are off without a word in the file", () => {
    expect(parseUpsmonConf(MONITOR)).toMatchObject({
      shutdownreturn: false,
      shutdownTimes: [],
      shutdownrecord: undefined,
      restartcmd: undefined,
    });
  });

  it("are read: the last time of a host counts", () => {
    const text = `${MONITOR}SHUTDOWNRETURN 1\nSHUTDOWNTIME 90\nSHUTDOWNTIME 60 nas\nSHUTDOWNTIME 300 nas\nSHUTDOWNRECORD /r\nRESTARTCMD reboot now\n`;
    expect(parseUpsmonConf(text)).toMatchObject({
      shutdownreturn: true,
      shutdownTimes: [
        { host: undefined, seconds: 90 },
        { host: "nas", seconds: 300 },
      ],
      shutdownrecord: "/r",
      restartcmd: "reboot now",
    });
  });

  it.each(["0", "-5", "90s", "soon", "100000"])("take no SHUTDOWNTIME of %s", (seconds) => {
    const text = `${MONITOR}SHUTDOWNRETURN 1\nSHUTDOWNTIME ${seconds}\n`;
    expect(parseUpsmonConf(text).shutdownTimes).toEqual([]);
    expect(problems(text)).toEqual([expect.stringMatching(/^upsmon\.conf:5:\d+: SHUTDOWNTIME: /)]);
  });

  it.each([
    ["RESTARTCMD", "reboot"],
    ["SHUTDOWNTIME", "90"],
  ])("do nothing without SHUTDOWNRETURN, which is said: %s", (name, value) => {
    expect(problems(`${MONITOR}${name} ${value}\n`)).toEqual([
      `upsmon.conf:4:1: ${name} has no effect without SHUTDOWNRETURN; write SHUTDOWNRETURN 1, or delete the line`,
    ]);
  });

  it("do nothing on a machine that is primary of nothing, which is said", () => {
    expect(problems(`${MONITOR.replace("primary", "secondary")}SHUTDOWNRETURN 1\n`)).toEqual([
      "upsmon.conf:4:1: SHUTDOWNRETURN has no effect: this machine is primary of no UPS; write it on the machine that is primary",
    ]);
  });
});
