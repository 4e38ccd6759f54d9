/** What a UPS says of itself, read: its command set, its capabilities, its status. */
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import {
  afterAlert,
  hours,
  minutes,
  parseStatus,
  reason,
  statusTokens,
} from "../../../../src/drivers/serial/apcsmart/rows.ts";
import {
  type CapabilityGroup,
  groupsFor,
  parseCapabilities,
  parseCommandSet,
} from "../../../../src/drivers/serial/apcsmart/self-description.ts";

describe("the command set", () => {
  it("stands behind the protocol and the alerts", () => {
    expect(parseCommandSet("3.!$%+?=#|.\x01\x1a9@A")).toEqual({ characters: "\x01\x1a9@A", pairs: [] });
  });

  it("has questions of two bytes behind a prefix and a colon", () => {
    expect(parseCommandSet("4.!$.QPF.\x9f:\xd3\xd4\x8f:\xd1")).toEqual({
      characters: "QPF",
      pairs: ["\x9f\xd3", "\x9f\xd4", "\x8f\xd1"],
    });
  });

  it("may have a tail without a prefix", () => {
    expect(parseCommandSet("4.!$.QPF.:\xd0\xe2")?.pairs).toEqual([]);
  });

  it.each(["", "NA", "2).?=*%+#!$.98~`\x01ynba@YXUSQKGA", "3.!$.", "12.!$.QPF", "3.!$.Q.x.y", "3.!$"])(
    "is not in %j",
    (answer) => {
      expect(parseCommandSet(answer)).toBeUndefined();
    },
  );

  it("may be in an order of its own for the older driver", () => {
    expect(parseCommandSet("2).?=*%+#!$.98~`\x01ynba@YXUSQKGA", true)?.characters).toBe("98~`\x01ynba@YXUSQKGA");
    expect(parseCommandSet("NA", true)).toBeUndefined();
  });
});

const printable = fc.string({
  unit: fc.constantFrom(..."0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ "),
  minLength: 1,
  maxLength: 1,
});

const group = fc
  .record({ ask: printable, locale: fc.constantFrom("I", "D", "M", "A", "4"), length: fc.integer({ min: 1, max: 9 }) })
  .chain(({ ask, locale, length }) =>
    fc
      .array(
        fc.array(printable, { minLength: length, maxLength: length }).map((all) => all.join("")),
        { maxLength: 9 },
      )
      .map((values) => ({ ask, locale, length, values })),
  );

const written = ({ ask, locale, length, values }: CapabilityGroup & { readonly length: number }): string =>
  `${ask}${locale}${values.length}${length}${values.join("")}`;

describe("the capabilities", () => {
  it("read back as they are written, with a mark before each group or without", () => {
    fc.assert(
      fc.property(fc.array(group, { minLength: 1, maxLength: 12 }), fc.boolean(), (groups, matrix) => {
        const text = matrix ? groups.map((one) => `##${written(one)}`).join("") : `#${groups.map(written).join("")}`;
        const wanted = groups.map(({ ask, locale, values }) => ({ ask, locale, values }));
        expect(parseCapabilities(text)).toEqual({ groups: wanted });
      }),
    );
  });

  it("never fail on what is none", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 200 }), (text) => {
        for (const { values } of parseCapabilities(`#${text}`).groups) expect(values).not.toContain("");
        expect(parseCapabilities(`##${text}`).groups.length).toBeLessThan(60);
      }),
    );
  });

  it("pass over groups whose numbers lie below 0", () => {
    expect(parseCapabilities("#lI-3eI4/s441HMLL").groups).toEqual([
      { ask: "l", locale: "I", values: [] },
      { ask: "e", locale: "I", values: [] },
      { ask: "s", locale: "4", values: ["H", "M", "L", "L"] },
    ]);
  });

  it("keep what stands before a fault, and tell of it", () => {
    expect(parseCapabilities("##uI12AB##")).toEqual({
      groups: [{ ask: "u", locale: "I", values: ["AB"] }],
      problem: "it ends where a group should begin",
    });
    expect(parseCapabilities("uI43253").problem).toBe("it does not begin with #");
  });

  it("hold for one locale or for all", () => {
    const { groups } = parseCapabilities("#uI11AuD11Bu411C");
    expect(groupsFor(groups, "D").map(({ values }) => values[0])).toEqual(["B", "C"]);
    expect(groupsFor(groups, undefined).map(({ values }) => values[0])).toEqual(["C"]);
  });
});

describe("the status", () => {
  it.each([
    ["08", ["OL"]],
    ["10", ["OB"]],
    ["50", ["OB", "LB"]],
    ["0A", ["TRIM", "OL"]],
    ["0c", ["BOOST", "OL"]],
    ["09", ["CAL", "OL"]],
    ["A8", ["OL", "OVER", "RB"]],
    ["FF", ["CAL", "TRIM", "BOOST", "OL", "OB", "OVER", "LB", "RB"]],
    ["00", ["OFF"]],
    ["1008", ["OL"]],
    [" 8 ", ["OL"]],
  ])("%s is %j", (answer, tokens) => {
    expect(statusTokens(parseStatus(answer) ?? new Set())).toEqual(tokens);
  });

  it.each(["", "NA", "SM", "x8", "08.0", "027.4", "00008"])("is not in %j", (answer) => {
    expect(parseStatus(answer)).toBeUndefined();
  });

  it("is moved by alerts, each in its way", () => {
    const moved = (status: string, alerts: string): readonly string[] =>
      statusTokens([...alerts].reduce(afterAlert, parseStatus(status) ?? new Set()));
    expect(moved("08", "!")).toEqual(["OB"]);
    expect(moved("08", "!%")).toEqual(["OB", "LB"]);
    expect(moved("50", "+$")).toEqual(["OL"]);
    expect(moved("08", "#?")).toEqual(["OL", "OVER", "RB"]);
    expect(moved("28", "=")).toEqual(["OL"]);
    expect(moved("08", "|&*~x")).toEqual(["OL"]);
  });

  it("stays the same object where an alert tells nothing new", () => {
    const status = new Set(["OL"] as const);
    expect(afterAlert(status, "$")).toBe(status);
    expect(afterAlert(status, "!")).not.toBe(status);
  });
});

describe("a value", () => {
  it.each([
    ["336", "1209600"],
    ["ON ", "0"],
    ["OFF", "0"],
    ["-1", "-3600"],
    ["123.4", "442800"],
    ["", "0"],
  ])("of %j hours is %s seconds", (raw, seconds) => {
    expect(hours.read(raw)).toBe(seconds);
  });

  it("of 0042: minutes is 2520 seconds", () => {
    expect(minutes.read("0042:")).toBe("2520");
  });

  it("tells why the UPS went to battery, or what it says itself", () => {
    expect(reason.read("S")).toBe("simulated power failure or UPS test");
    expect(reason.read("H2")).toBe("high utility voltage");
    expect(reason.read("Zebra")).toBe("Zebra");
  });
});
