/** What the files say and what was measured, together: findings, looks, and the verdict. */
import { protectionVerdict, type Verdict } from "../../nut/protection/verdict.ts";
import { PROCESS_RUNNER } from "../../system/process/process-runner.ts";
import { gatherInput } from "../check/check-input.ts";
import { runRules } from "../check/run-rules.ts";
import type { Machine } from "../system/machine.ts";
import { measure } from "./measure/reality.ts";
import { protectionFacts } from "./protection-facts.ts";
import { allLooks, type Diagnosis } from "./report.ts";
import type { DoctorInput } from "./row.ts";

/** Reads the files of this folder, and measures the machine that we run on. */
export async function examine(machine: Machine, folder: string): Promise<DoctorInput> {
  const check = await gatherInput(machine, folder);
  const means = { runner: PROCESS_RUNNER, now: Date.now(), node: process.versions.node };
  return { check, reality: await measure(check, means) };
}

export function diagnose(input: DoctorInput): Diagnosis {
  const findings = runRules(input.check);
  return { findings, looks: allLooks(input), verdict: protectionVerdict(protectionFacts(input, findings)) };
}

/** Whether that machine is protected, as it is now. */
export const verdictNow = async (machine: Machine, folder: string): Promise<Verdict> =>
  diagnose(await examine(machine, folder)).verdict;
