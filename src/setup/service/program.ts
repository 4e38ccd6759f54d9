/** nutts service: install, remove, status, logs, drivers. */
import { answeredAbout } from "../../cli/about.ts";
import { type CommandLine, parseCommandLine } from "../../cli/options.ts";
import { palette } from "../../cli/palette.ts";
import type { Io, ProgramModule } from "../../cli/program.ts";
import type { ProgramTable } from "../../cli/program-table.ts";
import { processPrompter } from "../../cli/prompts.ts";
import { peopleTable } from "../../cli/table.ts";
import { NutError } from "../../nut/errors.ts";
import { fileTree } from "../system/file-tree.ts";
import { readSystemFacts, type SystemFacts } from "../system/system-facts.ts";
import { INITS } from "../system/tables/inits.ts";
import { followConf } from "./drivers.ts";
import {
  installService,
  layoutOf,
  mendJournal,
  ownProgram,
  type Prepared,
  prepareInstall,
  removeService,
  type ServiceWorld,
  serviceWorld,
} from "./install.ts";
import { showLogs } from "./logs.ts";
import { shellLine } from "./plan/plan.ts";
import { noteText, showPlan, wholePlan } from "./plan/show.ts";
import { isWell, serviceStatus, statusRow } from "./status.ts";

const usage = (text: string): NutError => new NutError("usage", text);

const isRoot = (): boolean => process.geteuid?.() === 0;

async function agreed(question: string, line: CommandLine, io: Io): Promise<boolean> {
  if (line.has("yes")) return true;
  const prompter = processPrompter(io);
  try {
    return /^y(es)?$/i.test((await prompter.line(question, "no")) ?? "");
  } finally {
    prompter.close();
  }
}

/** The same again as root, to be pasted. */
const asRoot = (): string => `sudo ${shellLine([...ownProgram(), ...process.argv.slice(2)])}`;

function needRoot(io: Io): number {
  io.err(`Only root may do that:\n${asRoot()}\n`);
  return 1;
}

function tellLeft(left: readonly string[], io: Io): void {
  for (const each of left) io.err(`Not taken back: ${each}\n`);
}

/** Aborted by Ctrl-C and the like, which then end nothing by themselves. */
function interruptions(): { readonly signal: AbortSignal; stop(): void } {
  const controller = new AbortController();
  const abort = (): void => controller.abort();
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  for (const each of signals) process.on(each, abort);
  return {
    signal: controller.signal,
    stop: () => {
      for (const each of signals) process.off(each, abort);
    },
  };
}

function printInstall({ plan, site }: Prepared, line: CommandLine, io: Io): number {
  if (line.has("json")) {
    const { steps, notes } = plan;
    io.out(`${JSON.stringify({ layout: site.layout, init: site.facts.init.name, steps, notes }, undefined, 2)}\n`);
  } else io.out(wholePlan(plan) + noteText(plan.notes));
  return 0;
}

async function carryOut(prepared: Prepared, world: ServiceWorld, io: Io): Promise<number> {
  const { signal, stop } = interruptions();
  try {
    const applied = await installService(prepared, world, {
      interrupted: signal,
      tell: (text) => io.err(`${text}\n`),
    });
    if (applied.kind === "done") {
      io.out("Installed. nutts service status shows how it runs, nutts service remove takes it back.\n");
      return 0;
    }
    io.err(`Not installed: ${applied.why}. Everything that was done has been taken back.\n`);
    tellLeft(applied.left, io);
    return 1;
  } finally {
    stop();
  }
}

async function install(line: CommandLine, io: Io, world: ServiceWorld): Promise<number> {
  const layout = layoutOf(world, line.has("one") ? "one" : "separate", ownProgram(), line.all("only"));
  if (line.has("print")) return printInstall(await prepareInstall(world, layout), line, io);
  if (isRoot()) {
    const left = await mendJournal(world);
    if (left) io.err("An installation that was cut off has been taken back first.\n");
    tellLeft(left ?? [], io);
  }
  const prepared = await prepareInstall(world, layout);
  io.out(showPlan(prepared.plan, world.files));
  io.err(noteText(prepared.plan.notes));
  if (prepared.inPlace) {
    io.out("Every file is in place; nothing was done. nutts service status shows how it runs.\n");
    return 0;
  }
  if (!isRoot()) return needRoot(io);
  if (await agreed("Install these services?", line, io)) return carryOut(prepared, world, io);
  io.err("Nothing was done.\n");
  return 1;
}

async function remove(line: CommandLine, io: Io, world: ServiceWorld): Promise<number> {
  if (!isRoot()) return needRoot(io);
  const cutOff = await mendJournal(world);
  tellLeft(cutOff ?? [], io);
  const installed = world.store.installed();
  if (installed === undefined) {
    io.out(`${cutOff ? "An installation that was cut off has been taken back. " : ""}No services are installed.\n`);
    return 0;
  }
  for (const item of installed.undo)
    if (item.kind === "run") io.out(`$ ${shellLine(item.argv)}\n`);
    else if (item.kind === "restore")
      io.out(`${item.path} (${item.was.kind === "nothing" ? "removed" : "as it was before"})\n`);
  if (line.has("print")) return 0;
  if (!(await agreed("Remove these services?", line, io))) {
    io.err("Nothing was done.\n");
    return 1;
  }
  const left = (await removeService(world)) ?? [];
  tellLeft(left, io);
  io.out("Removed. The user of the services stays: files may be its own.\n");
  return left.length === 0 ? 0 : 1;
}

async function status(line: CommandLine, io: Io, world: ServiceWorld): Promise<number> {
  const all = await serviceStatus(world);
  if (line.has("json")) io.out(`${JSON.stringify(all, undefined, 2)}\n`);
  else if (all.length === 0) io.out("No services of nutts are installed: nutts service install\n");
  else {
    const colours = await palette(io);
    const paint = { true: colours.good, false: colours.bad };
    const rows = all.map((each) => statusRow(each));
    if (io.interactive) io.out(await peopleTable(rows, process.stdout.columns ?? 80));
    else io.out(rows.map(([service, text]) => `${service}: ${text}\n`).join(""));
    io.out(paint[`${all.every(isWell)}`](all.every(isWell) ? "All is well.\n" : "nutts service logs says more.\n"));
  }
  return all.length > 0 && all.every(isWell) ? 0 : 1;
}

function logs(line: CommandLine, io: Io, world: ServiceWorld): Promise<number> {
  const lines = line.value("lines") ?? "100";
  if (!/^[1-9]\d{0,5}$/.test(lines)) throw usage(`-n ${lines}: write a number of lines`);
  return showLogs(world, Number(lines), line.has("follow"), io);
}

const WORDS: Readonly<Record<string, (line: CommandLine, io: Io, world: ServiceWorld) => Promise<number>>> = {
  install,
  remove,
  status,
  logs,
  drivers: (_, io, world) => followConf(world, io),
};

function factsFor(line: CommandLine, io: Io): SystemFacts {
  const facts = readSystemFacts(fileTree(), io.env);
  const name = line.value("init");
  if (name === undefined) return facts;
  const init = INITS.find((each) => each.name === name);
  if (!init || !line.has("print")) throw usage(`--init ${name}: systemd, openrc or busybox, together with --print`);
  return { ...facts, init, container: false };
}

/** Options may stand behind the word as well. */
function bothSides(line: CommandLine, rest: CommandLine): CommandLine {
  return {
    operands: rest.operands,
    given: [...line.given, ...rest.given],
    all: (name) => [...line.all(name), ...rest.all(name)],
    value: (name) => rest.value(name) ?? line.value(name),
    count: (name) => line.count(name) + rest.count(name),
    has: (name) => line.has(name) || rest.has(name),
  };
}

export const run: ProgramModule["run"] = async (line, io, table: ProgramTable) => {
  const [word = "", ...behind] = line.operands;
  const action = Object.hasOwn(WORDS, word) ? WORDS[word] : undefined;
  if (action === undefined)
    throw usage(`${word || "a word is missing"}: write install, remove, status, logs or drivers`);
  const parsed = parseCommandLine(table, behind);
  if (parsed.kind === "error") throw usage(parsed.text);
  if (answeredAbout(table, parsed.line, io)) return 0;
  const whole = bothSides(line, parsed.line);
  const [extra] = whole.operands;
  if (extra !== undefined) throw usage(`${extra} has no place here`);
  return action(whole, io, serviceWorld(factsFor(whole, io)));
};
