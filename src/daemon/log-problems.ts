import { formatProblem, type Problem } from "../conf/problem.ts";
import type { Log } from "../system/log/log.ts";

export function logProblems(problems: readonly Problem[], log: Log): void {
  for (const problem of problems) {
    const text = formatProblem(problem);
    if (problem.severity === "error") log.error(text);
    else if (problem.severity === "warning") log.warning(text);
    else log.info(text);
  }
}
