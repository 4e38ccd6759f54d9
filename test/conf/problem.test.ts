import { describe, expect, it } from "@jest/globals";
import { byPlace, formatProblem, reporter, WHOLE_FILE } from "../../src/conf/problem.ts";

describe("a problem", () => {
  it("is printed as file:line:column: text, with the advice behind", () => {
    const report = reporter("/etc/nut/ups.conf");
    report.error({ line: 3, column: 7 }, "this is wrong");
    report.note(WHOLE_FILE, "this is old", "write it anew");
    expect(report.problems.map(formatProblem)).toEqual([
      "/etc/nut/ups.conf:3:7: this is wrong",
      "/etc/nut/ups.conf: this is old; write it anew",
    ]);
  });

  it("carries no control characters of the file and no endless text", () => {
    const report = reporter("f");
    report.error({ line: 1, column: 1 }, `\u001b[31m\u009b${"x".repeat(1e5)}`);
    expect(report.problems[0]?.text).toMatch(/^\?\[31m\?x{290,299}$/);
  });

  it("comes in the order of the file", () => {
    const report = reporter("f");
    for (const [line, column] of [
      [2, 1],
      [1, 5],
      [1, 2],
    ] as const)
      report.warning({ line, column }, "x");
    expect(byPlace(report.problems).map(({ line, column }) => [line, column])).toEqual([
      [1, 2],
      [1, 5],
      [2, 1],
    ]);
  });
});
