import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { parseDefinition } from "../../../src/drivers/dummy/definition.ts";

const steps = (text: string) => parseDefinition(text).steps;

describe("a definition file", () => {
  it("holds variables, status, alarms and timers", () => {
    expect(steps("ups.mfr: A  B\nups.status: OB LB\nALARM too hot\nALARM\nTIMER 60\n")).toEqual([
      { kind: "set", name: "ups.mfr", value: "A B" },
      { kind: "status", tokens: ["OB", "LB"] },
      { kind: "alarm", text: "too hot" },
      { kind: "no-alarms" },
      { kind: "timer", seconds: 60 },
    ]);
  });

  it("leaves out comments, blank lines, driver.* and lines without a name", () => {
    expect(steps("# comment\n\n \t\ndriver.name: x\n: y\n")).toEqual([]);
  });

  it("sets a variable to nothing where it gives no value, and not to the value of the line before", () => {
    expect(steps("ups.mfr: A\nups.serial:\nups.model:abc\n").slice(1)).toEqual([
      { kind: "set", name: "ups.serial", value: "" },
      { kind: "set", name: "ups.model", value: "" },
    ]);
  });

  it.each([
    ["TIMER 5", 5],
    ["TIMER 5.9", 5],
    ["TIMER", 0],
    ["TIMER soon", 0],
    ["TIMER -5", 0],
  ])("waits with %s for %d seconds", (line, seconds) => {
    expect(steps(line)).toEqual([{ kind: "timer", seconds }]);
  });

  it("names the line with a # in quotes, leaves it out, and goes on with the next", () => {
    expect(parseDefinition('ups.mfr: A\nups.id: "a # b" c\nups.model: M\n')).toEqual({
      steps: [
        { kind: "set", name: "ups.mfr", value: "A" },
        { kind: "set", name: "ups.model", value: "M" },
      ],
      badLines: [2],
      problems: [],
    });
  });

  it("takes a last line without a line end, of one word too", () => {
    expect(steps("ups.id: x")).toHaveLength(1);
    expect(steps("ups.id: x\nALARM")).toEqual([{ kind: "set", name: "ups.id", value: "x" }, { kind: "no-alarms" }]);
  });

  it("reads files with CRLF", () => {
    expect(steps("ups.id: x\r\nTIMER 3\r\n")).toEqual([
      { kind: "set", name: "ups.id", value: "x" },
      { kind: "timer", seconds: 3 },
    ]);
  });

  it("never throws, and keeps values to 127 bytes of ASCII", () => {
    const odd = fc.string({ unit: fc.constantFrom(...'aZ.:# \t\n\r"\\=ü\x00', "TIMER ", "ALARM ", "ups.status: ") });
    fc.assert(
      fc.property(odd, (text) => {
        for (const step of steps(text)) {
          if (step.kind === "set") expect(step.value).toMatch(/^[\x20-\x7f]{0,127}$/);
          if (step.kind === "timer") expect(step.seconds).toBeGreaterThanOrEqual(0);
        }
      }),
    );
  });
});
