/** Runs scenarios one after another and keeps the score, in words and in the form of jest's report. */
import { writeFileSync } from "node:fs";

export interface Scenario {
  readonly name: string;
  /** Throws when it does not hold; what it returns stands behind the name. */
  readonly run: () => Promise<string | undefined>;
}

export interface Score {
  readonly passed: number;
  readonly failed: number;
}

const clock = (): string => `${(performance.now() / 1000).toFixed(1).padStart(6)} s`;

/** The one in the middle: a stall of the machine does not move it. */
export const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

/** `evidence`: what is shown besides where one fails. */
export async function judge(
  scenarios: readonly Scenario[],
  wanted: RegExp,
  evidence: () => Promise<string> = () => Promise.resolve(""),
): Promise<Score> {
  let [passed, failed] = [0, 0];
  for (const { name, run } of scenarios.filter((one) => wanted.test(one.name))) {
    try {
      const note = await run();
      passed++;
      console.log(`${clock()}  ok      ${name}${note ? ` (${note})` : ""}`);
    } catch (error) {
      failed++;
      console.log(`${clock()}  FAILED  ${name}\n${error instanceof Error ? error.message : String(error)}`);
      console.log(await evidence().catch((reason: unknown) => `no evidence: ${String(reason)}`));
    }
  }
  return { passed, failed };
}

/** What .ci/run counts. */
export const report = ({ passed, failed }: Score, path: string): void =>
  writeFileSync(path, JSON.stringify({ numPassedTests: passed, numFailedTests: failed, numRuntimeErrorTestSuites: 0 }));

/** The difference of two lists of lines, as a person reads it. */
export function differences(wanted: Iterable<string>, got: Iterable<string>): string {
  const [want, have] = [new Set(wanted), new Set(got)];
  return [
    ...[...want].filter((one) => !have.has(one)).map((one) => `  - ${one}`),
    ...[...have].filter((one) => !want.has(one)).map((one) => `  + ${one}`),
  ].join("\n");
}

export function same(what: string, wanted: Iterable<string>, got: Iterable<string>): void {
  const difference = differences(wanted, got);
  if (difference !== "") throw new Error(`${what} differ (- wanted, + got)\n${difference}`);
}
