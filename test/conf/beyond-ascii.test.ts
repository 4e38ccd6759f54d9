import { describe, expect, it } from "@jest/globals";
import { formatProblem, type Problem } from "../../src/conf/problem.ts";
import { parseUpsConf } from "../../src/conf/ups-conf.ts";
import { parseUpsdUsers } from "../../src/conf/upsd-users.ts";
import { parseUpsmonConf } from "../../src/conf/upsmon-conf.ts";

const beyond = (problems: readonly Problem[]): readonly string[] =>
  problems.map(formatProblem).filter((text) => text.includes("ASCII"));

describe("a file that names something beyond ASCII", () => {
  it("says where a UPS stands that C programs know by another name", () => {
    const { problems } = parseUpsConf("\n[büro]\ndriver = d\nport = p\n[ИБП]\ndriver = d\nport = p\n");
    expect(beyond(problems)).toEqual([
      "ups.conf:2:1: [büro]: the name has letters beyond ASCII: NUT's C programs leave them out, and know this UPS " +
        "as bro only; use ASCII letters where C programs take part",
      "ups.conf:5:1: [ИБП]: the name has letters beyond ASCII: NUT's C programs leave them out, and nothing is left: " +
        "none of them knows this UPS; use ASCII letters where C programs take part",
    ]);
  });

  it("says so of users and passwords, and repeats no password", () => {
    const { problems } = parseUpsdUsers("[jürgen]\npassword = päss\nactions = SET\n[b]\n  password = пароль1\n");
    const texts = beyond(problems);
    expect(texts).toHaveLength(3);
    expect(texts[0]).toContain("upsd.users:1:1: [jürgen]: ");
    expect(texts[1]).toMatch(/^upsd\.users:2:12: the password .* upsd takes the shorter password from them, too/);
    expect(texts[2]).toMatch(/^upsd\.users:5:14: the password .* too little is left: upsd refuses C programs/);
    expect(texts.join()).not.toMatch(/päss|пароль/);
  });

  it("says so of MONITOR's UPS, user and password", () => {
    const { problems } = parseUpsmonConf("MONITOR büro@localhost 1 jürgen päss primary\n");
    const texts = beyond(problems);
    expect(texts).toHaveLength(3);
    for (const text of texts) expect(text).toMatch(/^upsmon\.conf:1:1: MONITOR: /);
    expect(texts.join()).not.toContain("päss");
  });

  it("takes UPSes for one that C programs cannot tell apart: they would share a driver's socket", () => {
    const { sections, problems } = parseUpsConf("[büro]\ndriver = d\nport = p\n[bro]\ndriver = d\nport = p\n");
    expect(sections.map(({ name }) => name)).toEqual(["bro"]);
    expect(problems.map(formatProblem).join()).toContain("[büro] is not served: line 4 names [bro]");
  });

  it("says that a name in Latin-1 is compared byte by byte", () => {
    const { problems } = parseUpsConf("[b\udcfcro]\ndriver = d\nport = p\n");
    expect(beyond(problems)[0]).toMatch(/not in UTF-8: it is compared byte by byte.*save the file as UTF-8/);
  });
});
