import { describe, expect, it } from "@jest/globals";
import { formatProblem } from "../../src/conf/problem.ts";
import { completeUpses, formatUpsConf, parseUpsConf, type UpsConf } from "../../src/conf/ups-conf.ts";

const DEVICE = "driver = usbhid-ups\nport = auto\n";

const problems = (text: string): readonly string[] => parseUpsConf(text).problems.map(formatProblem);
const entries = (text: string): readonly (readonly [string, string | undefined])[] =>
  (parseUpsConf(text).sections[0]?.entries ?? []).map(({ name, value }) => [name, value]);

describe("ups.conf", () => {
  it("reads sections with driver, port and description", () => {
    const text = `[rack]\n\tdriver = snmp-ups\n\tport = 10.0.0.5\n\tdesc = "Server room"\n\n[desk]\n${DEVICE}`;
    expect(problems(text)).toEqual([]);
    expect(parseUpsConf(text).sections).toMatchObject([
      { name: "rack", line: 1, driver: "snmp-ups", port: "10.0.0.5", desc: "Server room" },
      { name: "desk", line: 6, driver: "usbhid-ups", port: "auto", desc: undefined },
    ]);
  });

  it("reads global settings before the first section", () => {
    const text = `maxretry = 3\nnowait\nSTATEPATH = /s\n[u]\n${DEVICE}`;
    expect(problems(text)).toEqual([]);
    expect(parseUpsConf(text).globals.map(({ name, value }) => [name, value])).toEqual([
      ["maxretry", "3"],
      ["nowait", undefined],
      ["STATEPATH", "/s"],
    ]);
  });

  it.each(["a=b", "a = b", "a =b", "a= b", '"a" = "b"', "a = b # comment", "\ta\t=\tb\r"])(
    "takes %j as a = b",
    (line) => {
      expect(entries(`[u]\n${line}\n`)).toEqual([["a", "b"]]);
    },
  );

  it("takes quoted values with blanks, quotes, = and #", () => {
    expect(entries('[u]\na = "x \\"y\\" = \\# \\\\"\n')).toEqual([["a", 'x "y" = # \\']]);
  });

  it("keeps Cyrillic and other letters in desc", () => {
    expect(parseUpsConf('[u]\ndesc = "ИБП серверной – größer"\n').sections[0]?.desc).toBe("ИБП серверной – größer");
  });

  it("reads a file without a line end after the last word", () => {
    expect(entries("[u]\npollonly")).toEqual([["pollonly", undefined]]);
  });

  it("lets a backslash or a quote go on over the line end", () => {
    expect(entries('[u]\na = one\\\ntwo\nb = "three \\\nfour"\n')).toEqual([
      ["a", "onetwo"],
      ["b", "three four"],
    ]);
    expect(problems(`[u]\n${DEVICE}b = "three \\\nfour"\n`)).toEqual([]);
  });

  it("takes only the first word after =, as C does, and says so", () => {
    const text = `[u]\n${DEVICE}desc = My big UPS\n`;
    expect(parseUpsConf(text).sections[0]?.desc).toBe("My");
    expect(problems(text)).toEqual([
      'ups.conf:4:11: only the first word after desc = counts; put the whole value in "quotes"',
    ]);
  });

  it("asks whether a variable that NUT does not list was meant, and serves it nevertheless", () => {
    const text = [
      `[u]\n${DEVICE}override.battery.charge.lwo = 20`,
      "default.outlet.3.desk = Desk",
      "override.battery.charge.low = 30",
      "default.my.own.thing = 1",
    ].join("\n");
    expect(problems(text)).toEqual([
      "ups.conf:4:1: battery.charge.lwo is not a variable that NUT lists; did you mean battery.charge.low?",
      "ups.conf:5:1: outlet.3.desk is not a variable that NUT lists; did you mean outlet.3.desc?",
      "ups.conf:7:1: my.own.thing is not a variable that NUT lists; it is served as it stands here",
    ]);
    expect(entries(text)).toContainEqual(["override.battery.charge.lwo", "20"]);
  });

  it("joins sections of one name and says so", () => {
    const text = `[u]\ndriver = a\n[v]\n${DEVICE}[u]\nport = b\n`;
    expect(parseUpsConf(text).sections.map(({ name, driver, port }) => [name, driver, port])).toEqual([
      ["u", "a", "b"],
      ["v", "usbhid-ups", "auto"],
    ]);
    expect(problems(text)).toEqual(["ups.conf:6:1: [u] continues the section of line 1; write one section"]);
  });

  it("serves the last of two names that differ in case, as C upsd does", () => {
    const text = `[ups]\n${DEVICE}[UPS]\n${DEVICE}`;
    expect(parseUpsConf(text).sections.map(({ name }) => name)).toEqual(["UPS"]);
    expect(problems(text)).toEqual([expect.stringContaining("ups.conf:1:1: [ups] is not served")]);
  });

  it("drops the lines below a header that cannot be read, rather than give them to another UPS", () => {
    const text = `[u]\n${DEVICE}[my ups]\ndriver = other\nport = other\n[v]\n${DEVICE}`;
    expect(parseUpsConf(text).sections.map(({ name, driver }) => [name, driver])).toEqual([
      ["u", "usbhid-ups"],
      ["v", "usbhid-ups"],
    ]);
    expect(problems(text)).toEqual([expect.stringContaining("ups.conf:4:1: this section header cannot be read")]);
  });

  it.each(["[u", "[]", "[u]x"])("reports the header %s", (header) => {
    expect(problems(`${header}\ndriver = d\n[v]\n${DEVICE}`)).toEqual([
      expect.stringContaining("this section header cannot be read"),
    ]);
  });

  it("refuses a name that would leave the state folder and doubts one that clients cannot ask for", () => {
    expect(parseUpsConf(`[../x]\n${DEVICE}`).sections).toEqual([]);
    expect(parseUpsConf(`"[my ups]"\n${DEVICE}`).sections).toHaveLength(1);
    expect(problems(`"[my ups]"\n${DEVICE}`)).toEqual([expect.stringContaining("clients cannot ask for")]);
  });

  it("reports a section without driver or port and does not serve it", () => {
    const conf = parseUpsConf(`[a]\nport = x\n[b]\ndriver = y\n[c]\n${DEVICE}`);
    expect(completeUpses(conf).map(({ name }) => name)).toEqual(["c"]);
    expect(conf.problems.map(({ line, text }) => [line, text])).toEqual([
      [1, "[a] has no driver and is not served"],
      [3, "[b] has no port and is not served"],
    ]);
  });

  it("says when no UPS is defined", () => {
    expect(problems("maxretry = 3\n")).toEqual(["ups.conf: no UPS is defined; add a section with driver and port"]);
  });

  it.each([
    ["pollintervall = 3", "did you mean pollinterval?"],
    ["desc = x", "move it below the [name]"],
    ["override.battery.charge = 1", "move it below the [name]"],
    ["maxretry", "maxretry needs a value"],
    ["maxretry = 0", "0 is too small"],
    ["pollinterval = fast", '"fast" is not a number'],
    ["debug_min = 2x", '"2x" is not a number'],
  ])("reports the global line %s", (line, why) => {
    expect(problems(`${line}\n[u]\n${DEVICE}`)).toEqual([expect.stringContaining(why)]);
  });

  it.each([
    ["nowait", "move it above the first section"],
    ["statepath = /x", "move it above the first section"],
    ["pollinterval =", "no value after pollinterval ="],
    ["pollinterval 3", "has no ="],
    ["polinterval = 3", "did you mean pollinterval?"],
    ["sddelay = 3", "sddelay is obsolete"],
    ["ignorelb = no", "C programs take this line as switched on"],
    ["nolock = 1", "write nolock alone"],
    ["synchronous = 1", "counts as no"],
    ["override.battery.charge.low", "needs a value"],
    ["usb_hid_desc_index = one", "not a hexadecimal number"],
    ["= x", "has no ="],
  ])("reports the line %s of a section", (line, why) => {
    const found = problems(`[u]\n${DEVICE}${line}\n`);
    expect(found).toEqual([expect.stringContaining(why)]);
    expect(found[0]).toMatch(/^ups\.conf:4:/);
  });

  it("leaves the options of drivers alone", () => {
    const text = `[u]\n${DEVICE}vendorid = 051d\nserial = "X Y"\npollonly\ncommunity = public\nsdtype = 1\nups.delay.start = 3\n`;
    expect(problems(text)).toEqual([]);
  });

  it("reports a setting that is written twice, and takes the later one", () => {
    const text = `[u]\n${DEVICE}port = other\n`;
    expect(parseUpsConf(text).sections[0]?.port).toBe("other");
    expect(problems(text)).toEqual(["ups.conf:4:1: port replaces the value of line 3"]);
  });

  it("reads back what it writes", () => {
    const plain = ({ globals, sections }: UpsConf) => ({
      globals: globals.map(({ name, value }) => ({ name, value })),
      sections: sections.map((section) => ({
        name: section.name,
        entries: section.entries.map(({ name, value }) => ({ name, value })),
      })),
    });
    const conf = parseUpsConf(
      `maxretry = 3\nnowait\n"[a b]"\ndesc = "x \\# \\" = ы"\n[u]\n${DEVICE}flag\nempty = ""\n`,
    );
    expect(plain(parseUpsConf(formatUpsConf(conf)))).toEqual(plain(conf));
  });
});
