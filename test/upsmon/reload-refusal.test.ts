import { describe, expect, it } from "@jest/globals";
import { parseUpsmonConf } from "../../src/conf/upsmon-conf.ts";
import { reloadRefusal } from "../../src/upsmon/shell/reload-refusal.ts";

const LINES = [
  "MONITOR ups@localhost 1 mon good1 primary",
  "MINSUPPLIES 1",
  'SHUTDOWNCMD "/sbin/shutdown -h +0"',
  "POWERDOWNFLAG /etc/killpower",
];

const settings = (lines: readonly string[]) => {
  const { problems, ...conf } = parseUpsmonConf(lines.join("\n"), "/etc/nut/upsmon.conf");
  return { conf, problems };
};

const refusal = (...lines: readonly string[]) => reloadRefusal(settings(LINES).conf, settings(lines));

describe("a reload of upsmon.conf", () => {
  it("is refused where a password begins with a quote that nobody closes, and names what would be lost", () => {
    const said = refusal('MONITOR ups@localhost 1 mon "Bad2 primary', ...LINES.slice(1));
    expect(said).toContain("/etc/nut/upsmon.conf:1:29: ");
    expect(said).toContain("SHUTDOWNCMD would be lost");
    expect(said).toContain("this machine would no longer be primary of ups@localhost");
    expect(said).not.toContain("Bad2");
  });

  it.each([
    [
      "a role that is none",
      ["MONITOR ups@localhost 1 mon good1 primry", ...LINES.slice(1)],
      "primary of ups@localhost",
    ],
    ["a MONITOR line without a user", ["MONITOR ups@localhost 1", ...LINES.slice(1)], "would not be watched any more"],
    ["a word that is no directive", [...LINES, "SHUTDWNCMD x"], "SHUTDWNCMD is not known"],
    ["an end in the middle, without SHUTDOWNCMD", LINES.slice(0, 2), "SHUTDOWNCMD would be lost"],
    ["no text at all", [], "ups@localhost would not be watched any more"],
    ["a quote that is open to the end", [...LINES, 'NOTIFYCMD "/bin/x'], "is not closed"],
  ])("is refused with %s", (_what, lines, why) => {
    expect(refusal(...lines)).toContain(why);
  });

  it("takes what somebody has meant: another role, a UPS less, another command, nothing to shut down", () => {
    expect(refusal("MONITOR ups@localhost 1 mon good1 secondary", ...LINES.slice(1))).toBeUndefined();
    expect(refusal("MONITOR other@localhost 1 mon good1 primary", ...LINES.slice(1))).toBeUndefined();
    expect(refusal(...LINES.slice(0, 2), "SHUTDOWNCMD halt")).toBeUndefined();
    expect(refusal("MONITOR ups@localhost 0 mon good1 primary", "MINSUPPLIES 0")).toBeUndefined();
  });
});
