/** Services of a set-up: planned before anything is written, installed when the files are there. */
import { NutError } from "../../nut/errors.ts";
import {
  installService,
  mendJournal,
  ownProgram,
  type Prepared,
  prepareInstall,
  removeService,
  type ServiceWorld,
  serviceWorld,
} from "../service/install.ts";
import type { Part } from "../service/parts.ts";
import { type Plan, run, type Step, shellLine } from "../service/plan/plan.ts";
import { isInPlace, noteText, showPlan } from "../service/plan/show.ts";
import { cPrograms } from "../system/c-programs.ts";
import type { Answers } from "./answers.ts";
import { type InitWorld, tell } from "./init-world.ts";
import { askParts } from "./questions/parts.ts";

export type ServicePlan =
  | { readonly kind: "plan"; readonly prepared: Prepared; readonly world: ServiceWorld }
  /** Nothing is installed, and why. */
  | { readonly kind: "none"; readonly why: string };

function whyNot({ line, conf }: InitWorld): string | undefined {
  if (line.has("no-service")) return "--no-service says so";
  if (conf !== undefined) return "they are for the folder of this machine, and another one was named";
  return undefined;
}

/** Asked once: what is taken over already stays so. */
function partsFor(
  { given, asker, machine }: InitWorld,
  answers: Answers,
  { store, facts }: ServiceWorld,
): Promise<readonly Part[] | undefined> {
  const installed = store.installed()?.layout;
  const isAsked = given.only.length > 0 || (!installed && cPrograms(machine.tree, facts).length > 0);
  return isAsked ? askParts(given, answers, facts.init.name === "systemd", asker) : Promise.resolve(installed?.parts);
}

/** Changes nothing. */
export async function planServices(init: InitWorld, answers: Answers): Promise<ServicePlan> {
  const why = whyNot(init);
  if (why !== undefined) return { kind: "none", why };
  const world = serviceWorld(init.machine.facts);
  const upsnames = answers.role === "netclient" ? [] : answers.upses.map(({ name }) => name);
  const parts = await partsFor(init, answers, world);
  if (parts?.length === 0) return { kind: "none", why: "nothing of the installed NUT is taken over" };
  try {
    const layout = { kind: "separate", program: ownProgram(), upsnames, mode: answers.role, parts } as const;
    return { kind: "plan", prepared: await prepareInstall(world, layout), world };
  } catch (error) {
    if (!(error instanceof NutError)) throw error;
    return { kind: "none", why: (error.detail ?? error.message).replace(/\.$/, "") };
  }
}

const isNew = (step: Step, { files }: ServiceWorld): boolean =>
  step.kind === "file" && files.was(step.path).kind === "nothing";

const shownStep = (step: Step, world: ServiceWorld): string => {
  if (step.kind === "run") return `$ ${shellLine(step.argv)}\n`;
  if (step.kind !== "file" || isInPlace(step, world.files)) return "";
  return isNew(step, world) ? `${step.path} (new)\n` : showPlan({ steps: [step], notes: [] }, world.files);
};

/** New files by their names alone: the rules for all devices are long. */
export function showServices(plan: ServicePlan): string {
  if (plan.kind === "none") return `No services are installed: ${plan.why}.\n`;
  const { prepared, world } = plan;
  if (prepared.inPlace) return "The services are installed already.\n";
  const steps = prepared.plan.steps.map((step) => shownStep(step, world)).join("");
  return `\nThese services are installed (nutts service install --print shows every line):\n${steps}${noteText(prepared.plan.notes)}`;
}

/** The group may be made by the plan itself: files that were written before become its own behind that. */
export function withGroup({ steps, notes }: Plan, group: string, paths: readonly string[]): Plan {
  const at = steps.findIndex(({ kind }) => kind === "file");
  const give = paths.length === 0 ? [] : [run("chgrp", group, ...paths)];
  return { notes, steps: [...steps.slice(0, Math.max(0, at)), ...give, ...steps.slice(Math.max(0, at))] };
}

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** `made`: files and folders of this set-up. What went wrong, or undefined. Interrupted or failed, the services are as they were. */
export async function installServices(
  init: InitWorld,
  plan: ServicePlan,
  changed: boolean,
  made: readonly string[],
): Promise<string | undefined> {
  if (plan.kind === "none" || (plan.prepared.inPlace && !changed)) return undefined;
  const { prepared, world } = plan;
  const { group } = init.machine.facts.distribution;
  const controller = new AbortController();
  const abort = (): void => controller.abort();
  for (const signal of SIGNALS) process.on(signal, abort);
  try {
    await mendJournal(world);
    const whole = { ...prepared, plan: withGroup(prepared.plan, group, made) };
    const applied = await installService(whole, world, {
      interrupted: controller.signal,
      tell: (text) => tell(init, `${text}\n`),
    });
    if (applied.kind === "done") return undefined;
    return [applied.why, ...applied.left.map((each) => `not taken back: ${each}`)].join("; ");
  } finally {
    for (const signal of SIGNALS) process.off(signal, abort);
  }
}

/** Services of nutts go, and those that ran before run again. Undefined where none are installed. */
export const removeServices = (init: InitWorld): Promise<readonly string[] | undefined> =>
  removeService(serviceWorld(init.machine.facts));

export const servicesInstalled = (init: InitWorld): boolean =>
  whyNot(init) === undefined && serviceWorld(init.machine.facts).store.installed() !== undefined;
