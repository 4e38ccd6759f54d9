/** nutts check: what is wrong with a set-up, without touching anything that runs. */
import { resolve } from "node:path";
import type { CommandLine } from "../../cli/options.ts";
import { palette } from "../../cli/palette.ts";
import type { Io } from "../../cli/program.ts";
import { processPrompter } from "../../cli/prompts.ts";
import { didYouMean } from "../../conf/suggest.ts";
import { NutError } from "../../nut/errors.ts";
import { FILES } from "../../system/files/files.ts";
import { makeChanges, stampOf } from "../change/make-changes.ts";
import { showChanges } from "../change/show-changes.ts";
import { thisMachine } from "../system/machine.ts";
import { type CheckInput, confOf, gatherInput } from "./check-input.ts";
import { type FixPlan, planFixes } from "./plan-fixes.ts";
import { explain, humanReport, isWrong, reportObject } from "./report.ts";
import { RULES } from "./rules/all.ts";
import { runRules } from "./run-rules.ts";

const usage = (text: string): NutError => new NutError("usage", text);

function explainRule(name: string, io: Io): number {
  const rule = RULES.find((each) => each.name === name);
  const names = RULES.map((each) => each.name);
  if (!rule) throw usage(`there is no rule ${name}; ${didYouMean(name, names) ?? "nutts check --rules lists them"}`);
  io.out(explain(rule));
  return 0;
}

function listRules(io: Io): number {
  const width = Math.max(...RULES.map(({ name }) => name.length));
  for (const { name, looksAt } of RULES) io.out(`${name.padEnd(width)}  ${looksAt}\n`);
  return 0;
}

/** `900` for every UPS, `ups=900` for one. */
function runtimesOf(line: CommandLine, input: CheckInput): ReadonlyMap<string, number> {
  const names = (confOf(input.files.upsmon)?.settings.monitors ?? []).map(({ upsname }) => upsname);
  const runtimes = new Map<string, number>();
  for (const word of line.all("runtime")) {
    const [, ups, seconds] = /^(?:(.+)=)?(\d{1,7})$/.exec(word) ?? [];
    if (seconds === undefined) throw usage(`--runtime ${word}: write seconds, or UPS=seconds`);
    for (const name of ups === undefined ? names : [ups]) runtimes.set(name, Number(seconds));
  }
  return runtimes;
}

async function gather(line: CommandLine, io: Io): Promise<CheckInput> {
  const conf = line.value("conf");
  if (conf === "") throw usage("--conf needs a folder");
  const machine = thisMachine(conf === undefined ? io.env : { ...io.env, NUT_CONFPATH: resolve(conf) });
  const input = await gatherInput(machine, machine.facts.confPath);
  const runtimes = runtimesOf(line, input);
  return runtimes.size === 0 ? input : gatherInput(machine, input.folder, runtimes);
}

async function agreed(line: CommandLine, io: Io): Promise<boolean> {
  if (line.has("yes")) return true;
  if (line.has("json")) return false;
  const prompter = processPrompter(io);
  try {
    return /^y(es)?$/i.test((await prompter.line("Make these changes?", "no")) ?? "");
  } finally {
    prompter.close();
  }
}

/** False when something could not be changed. */
function carryOut({ changes }: FixPlan, io: Io): boolean {
  const made = makeChanges(changes, FILES, stampOf(new Date()));
  for (const each of made) {
    if (each.kind === "failed") io.err(`${each.path}: not changed: ${each.why}\n`);
    else io.err(`${each.path}: changed${each.copy === undefined ? "" : `; what it was is kept as ${each.copy}`}\n`);
  }
  const failed = made.some(({ kind }) => kind === "failed");
  if (failed && made.length < changes.length) io.err("The changes behind it were not tried.\n");
  return !failed;
}

/** Shows, asks, mends, and answers with what is wrong afterwards. */
async function mend(input: CheckInput, line: CommandLine, io: Io): Promise<CheckInput> {
  const plan = await planFixes(input);
  if (plan.changes.length === 0) {
    io.err("There is nothing whose mend is certain.\n");
    return input;
  }
  io.err(showChanges(plan.changes));
  if (!(await agreed(line, io))) {
    io.err("Nothing was changed.\n");
    return input;
  }
  if (carryOut(plan, io)) io.err("Reload what runs: upsd -c reload, upsmon -c reload.\n");
  return gatherInput(input.machine, input.folder, input.runtimes);
}

function checkLine(line: CommandLine): void {
  const [operand] = line.operands;
  if (operand !== undefined) throw usage(`"${operand}" is no option; the folder goes behind --conf`);
  if (line.has("yes") && !line.has("fix")) throw usage("--yes goes with --fix");
}

export async function run(line: CommandLine, io: Io): Promise<number> {
  checkLine(line);
  const rule = line.value("explain");
  if (rule !== undefined) return explainRule(rule, io);
  if (line.has("rules")) return listRules(io);
  const first = await gather(line, io);
  const input = line.has("fix") ? await mend(first, line, io) : first;
  const findings = runRules(input);
  if (line.has("json")) io.out(`${JSON.stringify(reportObject(input, findings), undefined, 2)}\n`);
  else io.out(humanReport(input, findings, await palette(io)));
  return isWrong(findings) ? 1 : 0;
}
