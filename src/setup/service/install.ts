/** Installing and removing, for whoever asks: this program, or the first set-up. */
import { realpathSync } from "node:fs";
import { NutError } from "../../nut/errors.ts";
import { PROCESS_RUNNER, type ProcessRunner } from "../../system/process/process-runner.ts";
import { readGroupId } from "../system/accounts.ts";
import { cPrograms } from "../system/c-programs.ts";
import { type FileTree, fileTree } from "../system/file-tree.ts";
import type { SystemFacts } from "../system/system-facts.ts";
import { readMode, readUpses } from "./conf.ts";
import type { Layout, Standing } from "./layout.ts";
import { allParts, parsePart } from "./parts.ts";
import { type Applied, applyPlan, type PlanWorld, takeBack } from "./plan/apply.ts";
import { type MachineFiles, machineFiles } from "./plan/machine-files.ts";
import type { Plan } from "./plan/plan.ts";
import { isInPlace } from "./plan/show.ts";
import { type Installed, planStore, type Store } from "./plan/store.ts";
import { type Undo, undoOf } from "./plan/undo.ts";
import { planService } from "./plan-service.ts";
import type { Site } from "./site.ts";
import { lookAround } from "./standing.ts";
import { nodeComplaint, pluggedIn } from "./udev/plugged-in.ts";

export interface ServiceWorld {
  readonly facts: SystemFacts;
  readonly tree: FileTree;
  readonly files: MachineFiles;
  readonly runner: Pick<ProcessRunner, "run">;
  readonly store: Store;
}

/** RaspberryMatic keeps nothing else over a restart. */
const storeFolder = ({ init }: SystemFacts): string =>
  init.name === "busybox" ? "/usr/local/etc/config/nutts" : "/var/lib/nutts";

export function serviceWorld(facts: SystemFacts): ServiceWorld {
  const files = machineFiles();
  return { facts, tree: fileTree(), files, runner: PROCESS_RUNNER, store: planStore(files, storeFolder(facts)) };
}

/** Node as it runs now, and our own file behind the links by which it was called. */
export const ownProgram = (): Layout["program"] => [process.execPath, realpathSync(process.argv[1] ?? "")];

/** `only`: words for the parts that are taken over; none stands for all. Throws NutError `usage`. */
export function layoutOf(
  { tree, facts }: Pick<ServiceWorld, "tree" | "facts">,
  kind: Layout["kind"],
  program: Layout["program"],
  only: readonly string[] = [],
): Layout {
  const { confPath } = facts;
  const { upsnames } = readUpses(tree, confPath);
  const parts = only.length === 0 ? undefined : only.map((word) => parsePart(word, upsnames));
  return { kind, program, upsnames, mode: readMode(tree, confPath), parts };
}

export interface Prepared {
  readonly site: Site;
  readonly plan: Plan;
  /** Every file is as it should be, and has been since an earlier installation. */
  readonly inPlace: boolean;
}

const started = (standing: Standing, installed: Installed | undefined): Standing =>
  installed ? { ...standing, active: new Set(installed.active), enabled: new Set(installed.enabled) } : standing;

/** With the parts that were taken over before. Throws NutError `configuration`. */
function wholeLayout(layout: Layout, installed: Layout | undefined, { tree, facts }: ServiceWorld): Layout {
  if (layout.parts === undefined) return layout;
  if (layout.kind === "one") throw new NutError("usage", "--only is for services of their own: not with --one");
  if (installed && installed.parts === undefined)
    throw new NutError("configuration", "all of NUT is taken over already; nutts service remove is the way back");
  if (installed === undefined && cPrograms(tree, facts).length === 0)
    throw new NutError(
      "configuration",
      "--only takes over parts of an installed NUT of the C project, and there is none",
    );
  return { ...layout, parts: allParts(installed?.parts, layout.parts) };
}

/** Changes nothing. Throws NutError `configuration`. */
export async function prepareInstall(world: ServiceWorld, given: Layout): Promise<Prepared> {
  const { facts, tree, runner, store, files } = world;
  const installed = store.installed();
  const layout = wholeLayout(given, installed?.layout, world);
  if (installed && installed.layout.kind !== layout.kind)
    throw new NutError("configuration", "the services of the other layout are installed: nutts service remove first");
  const site = { facts, layout, standing: await lookAround(facts, tree, runner) };
  const plan = planService(site);
  const inPlace = installed !== undefined && plan.steps.every((step) => step.kind !== "file" || isInPlace(step, files));
  return { site, plan, inPlace };
}

const pathOf = (item: Undo): string | undefined => (item.kind === "run" ? undefined : `${item.kind} ${item.path}`);

/** The way back to what was there before anything of ours, also where this replaces an earlier installation. */
function wayBack({ site }: Prepared, { files, store }: ServiceWorld): Installed {
  const earlier = store.installed();
  const standing = started(site.standing, earlier);
  const undo = undoOf(planService({ ...site, standing }), files);
  const known = new Map((earlier?.undo ?? []).map((item) => [pathOf(item), item]));
  const merged = undo.map((item) => (item.kind === "run" ? item : (known.get(pathOf(item)) ?? item)));
  const kept = new Set(merged.map(pathOf));
  const rest = (earlier?.undo ?? []).filter((item) => item.kind !== "run" && !kept.has(pathOf(item)));
  return {
    layout: site.layout,
    active: [...standing.active],
    enabled: [...standing.enabled],
    undo: [...merged, ...rest],
  };
}

export type InstallWatch = Pick<PlanWorld, "interrupted" | "tell">;

export async function installService(prepared: Prepared, world: ServiceWorld, watch: InstallWatch): Promise<Applied> {
  const installed = wayBack(prepared, world);
  const applied = await applyPlan(prepared.plan, { ...world, ...watch });
  if (applied.kind === "taken-back") return applied;
  world.store.keep(installed);
  world.store.end();
  for (const complaint of usbComplaints(world)) watch.tell(complaint);
  return applied;
}

function usbComplaints({ tree, facts }: ServiceWorld): readonly string[] {
  if (facts.distribution.udevRules === undefined) return [];
  const gid = readGroupId(tree, facts.distribution.group);
  return pluggedIn(tree).flatMap((ups) => nodeComplaint(tree, ups, gid) ?? []);
}

/** What an installation that was cut off has left is taken back first. Answers with what could not be. */
export async function mendJournal(world: ServiceWorld): Promise<readonly string[] | undefined> {
  const undo = world.store.journal();
  if (undo === undefined) return undefined;
  const left = await takeBack(undo, world);
  world.store.end();
  return left;
}

/** Takes an installation back. Answers with what could not be; undefined where nothing is installed. */
export async function removeService(world: ServiceWorld): Promise<readonly string[] | undefined> {
  const installed = world.store.installed();
  if (installed === undefined) return undefined;
  const left = await takeBack(installed.undo, world);
  world.store.keep(undefined);
  return left;
}
