/** What is known of the machine at the moment. */
import type { ProcessRunner } from "../../system/process/process-runner.ts";
import { groupNames, userNames } from "../system/accounts.ts";
import type { FileTree } from "../system/file-tree.ts";
import type { SystemFacts } from "../system/system-facts.ts";
import type { Standing } from "./layout.ts";
import { pluggedIn } from "./udev/plugged-in.ts";

type Runner = Pick<ProcessRunner, "run">;

async function firstWords(runner: Runner, program: string, ...args: readonly string[]): Promise<ReadonlySet<string>> {
  const result = await runner.run(program, args);
  const text = result.kind === "exited" ? result.stdout : "";
  return new Set(text.split("\n").flatMap((line) => line.trim().split(/\s+/)[0] || []));
}

const PATTERNS = ["nut.target", "nut-*", "nutts*"];
const PLAIN = ["--plain", "--no-legend", "--no-pager"];

const OPENRC = ["nut-upsd", "nut-upsmon", "nutts"];

interface Services {
  readonly active: ReadonlySet<string>;
  readonly enabled: ReadonlySet<string>;
}

const NONE: Services = { active: new Set(), enabled: new Set() };

async function openrcServices(runner: Runner, tree: FileTree): Promise<Services> {
  const active = new Set<string>();
  for (const name of OPENRC.filter((each) => tree.stat(`/etc/init.d/${each}`) !== undefined)) {
    const result = await runner.run("rc-service", [name, "status"]);
    if (result.kind === "exited" && result.status === 0) active.add(name);
  }
  return { active, enabled: new Set(tree.list("/etc/runlevels/default").filter((name) => OPENRC.includes(name))) };
}

async function servicesOf({ init }: SystemFacts, runner: Runner, tree: FileTree): Promise<Services> {
  if (init.name === "openrc") return openrcServices(runner, tree);
  if (init.name !== "systemd" || tree.stat("/run/systemd/system") === undefined) return NONE;
  return {
    active: await firstWords(runner, "systemctl", "list-units", "--state=active", ...PLAIN, ...PATTERNS),
    enabled: await firstWords(runner, "systemctl", "list-unit-files", "--state=enabled", ...PLAIN, ...PATTERNS),
  };
}

export async function lookAround(facts: SystemFacts, tree: FileTree, runner: Runner): Promise<Standing> {
  const services = await servicesOf(facts, runner, tree);
  return {
    has: (path) => tree.stat(path) !== undefined,
    users: userNames(tree),
    groups: groupNames(tree),
    pluggedIn: pluggedIn(tree).map(({ folder }) => folder),
    running: services.active,
    ...services,
  };
}
