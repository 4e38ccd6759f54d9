import { describe, expect, it } from "@jest/globals";
import {
  checkValue,
  enumeration,
  NUMBER,
  range,
  string,
  typeFacts,
  typeWords,
  type VarType,
  varTypeOf,
} from "../../src/nut/var-type.ts";

const rw = (type: VarType | undefined) => ({ rw: true, ...typeFacts(type) });

describe("GET TYPE", () => {
  it.each<[VarType | undefined, string]>([
    [string(32), "RW STRING:32"],
    [NUMBER, "RW NUMBER"],
    [undefined, "RW NUMBER"],
    [enumeration("on", "off"), "RW ENUM NUMBER"],
    [{ kind: "enum", values: ["on", "off"], max: 3 }, "RW ENUM STRING:3"],
    [range(0, 100), "RW RANGE NUMBER"],
    [{ kind: "range", ranges: [{ min: 0, max: 9 }], max: 1 }, "RW RANGE STRING:1"],
  ])("says of %j: %s", (type, words) => {
    expect(typeWords(rw(type)).join(" ")).toBe(words);
  });

  it("says NUMBER of a read-only variable without a declared type", () => {
    expect(typeWords({ rw: false, ...typeFacts(undefined) })).toEqual(["NUMBER"]);
  });

  it.each<VarType>([
    string(32),
    NUMBER,
    { kind: "enum", values: ["a"], max: 3 },
    { kind: "enum", values: ["a"] },
    range(1, 2),
  ])("gives %j back from the facts of a state", (type) => {
    expect(varTypeOf(typeFacts(type))).toEqual(type);
  });

  it("gives no type back for an undeclared one", () => {
    expect(varTypeOf(typeFacts(undefined))).toBeUndefined();
  });
});

describe("a new value", () => {
  it("is refused for a read-only variable before anything else", () => {
    expect(checkValue({ rw: false, ...typeFacts(string(1)) }, "too long")).toBe("readonly");
  });

  it("may be as long as the type says, in bytes", () => {
    expect(checkValue(rw(string(4)), "abcd")).toBe("ok");
    expect(checkValue(rw(string(4)), "abcde")).toBe("too-long");
    expect(checkValue(rw(string(4)), "Büro")).toBe("too-long");
  });

  it("cannot be set where the driver gave a string no length", () => {
    expect(checkValue(rw(string(0)), "")).toBe("set-failed");
  });

  it("must be one of the enumeration, letter by letter", () => {
    const type = enumeration("on", 'a "quoted" one');
    expect(checkValue(rw(type), "on")).toBe("ok");
    expect(checkValue(rw(type), 'a "quoted" one')).toBe("ok");
    expect(checkValue(rw(type), "ON")).toBe("invalid-value");
    expect(checkValue(rw(type), "")).toBe("invalid-value");
  });

  it("fails by its length before it fails by the enumeration", () => {
    const type: VarType = { kind: "enum", values: ["on", "off"], max: 3 };
    expect(checkValue(rw(type), "enabled")).toBe("too-long");
    expect(checkValue(rw(type), "yes")).toBe("invalid-value");
  });

  it("must lie in one of the ranges", () => {
    const type: VarType = {
      kind: "range",
      ranges: [
        { min: 0, max: 10 },
        { min: 90, max: 100 },
      ],
    };
    for (const value of ["0", "10", "95", " 7", "+7", "10.9", "5 apples"])
      expect(checkValue(rw(type), value)).toBe("ok");
    for (const value of ["11", "-1", "101", "89"]) expect(checkValue(rw(type), value)).toBe("invalid-value");
  });

  it("counts as 0 in a range when it is no number, as in the C server", () => {
    expect(checkValue(rw(range(0, 10)), "text")).toBe("ok");
    expect(checkValue(rw(range(1, 10)), "text")).toBe("invalid-value");
  });

  it("may be anything for a plain number", () => {
    expect(checkValue(rw(NUMBER), "42")).toBe("ok");
    expect(checkValue(rw(undefined), "forty-two")).toBe("ok");
  });
});
