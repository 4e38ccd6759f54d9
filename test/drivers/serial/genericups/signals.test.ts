import { describe, expect, it } from "@jest/globals";
import { OPTIONS } from "../../../../src/drivers/serial/genericups/driver.ts";
import { isDefined, isThere, parseInput, parseOutput } from "../../../../src/drivers/serial/genericups/signals.ts";

const low = { cts: false, dsr: false, dcd: false, ri: false };

describe("a signal of the UPS", () => {
  it.each([
    ["CTS", { cts: true }],
    ["-CTS", { cts: false }],
    ["DCD + -RNG", { dcd: true, ri: false }],
    ["-DSR,CTS", { dsr: false, cts: true }],
    ["cts", { cts: true }],
    ["none", {}],
    ["NULL", {}],
    ["CTS none", {}],
    ["", {}],
    // A minus anywhere makes the line active low.
    ["CTS -CTS", { cts: false }],
  ])("%p is %p", (text, signal) => {
    expect(parseInput(text)).toEqual({ kind: "ok", signal, ignored: "" });
  });

  it("is there when every line of it has its level", () => {
    const signal = { dcd: true, ri: false };
    expect(isThere(signal, { ...low, dcd: true })).toBe(true);
    expect(isThere(signal, { ...low, dcd: true, ri: true })).toBe(false);
    expect(isThere(signal, low)).toBe(false);
  });

  it("without lines is always there, and decided by nothing", () => {
    expect([isThere({}, low), isDefined({})]).toEqual([true, false]);
  });

  it.each(["DTR", "CTS + RTS", "ST"])("cannot be %p, an output", (text) => {
    expect(parseInput(text)).toMatchObject({ kind: "wrong", text: expect.stringContaining("CTS, DCD, RNG, DSR") });
  });
});

describe("a signal to the UPS", () => {
  const none = { dtr: false, rts: false, brk: false };

  it.each([
    ["DTR", { ...none, dtr: true }],
    ["DTR + -RTS", { ...none, dtr: true }],
    ["RTS|DTR", { ...none, dtr: true, rts: true }],
    ["ST", { ...none, brk: true }],
    ["none", none],
    ["NULL", none],
  ])("%p is %p", (text, signal) => {
    expect(parseOutput(text)).toEqual({ kind: "ok", signal, ignored: "" });
  });

  it.each(["CTS", "DTR + DCD"])("cannot be %p, an input", (text) => {
    expect(parseOutput(text)).toMatchObject({ kind: "wrong", text: expect.stringContaining("DTR, RTS, ST") });
  });

  it("tells what names no line", () => {
    expect(parseOutput("DTR + RST")).toEqual({ kind: "ok", signal: { ...none, dtr: true, brk: true }, ignored: "R" });
  });
});

it.each([
  ["upstype", "7", "31"],
  ["OL", "-CTS", "RTS"],
  ["SD", "ST", "DSR"],
  ["sdtime", "20", "a while"],
])("%s takes %p and objects to %p", (name, good, bad) => {
  const option = OPTIONS.find((one) => one.name === name);
  expect([option?.check?.(good), option?.check?.(bad)]).toEqual([undefined, expect.stringMatching(/\S/)]);
});
