/** `nutts service drivers`: what nut-driver-enumerator.service runs. */
import type { Io } from "../../cli/program.ts";
import { NutError } from "../../nut/errors.ts";
import { systemReason } from "../../system/system-error.ts";
import { type KnownUpses, readUpses } from "./conf.ts";
import type { ServiceWorld } from "./install.ts";
import { shellLine } from "./plan/plan.ts";
import { followUpses } from "./systemd/follow-drivers.ts";
import { DRIVER_TARGET } from "./systemd/names.ts";
import { UNITS } from "./systemd/steps.ts";

const INSTANCE = /^nut-driver@.+\.service$/;

async function knownInstances({ runner, tree }: ServiceWorld): Promise<readonly string[]> {
  const args = ["list-units", "--all", "--plain", "--no-legend", "--no-pager", "nut-driver@*.service"];
  const listed = await runner.run("systemctl", args);
  const loaded =
    listed.kind === "exited" ? listed.stdout.split("\n").map((line) => line.trim().split(/\s+/)[0] ?? "") : [];
  const enabled = tree.list(`${UNITS}/${DRIVER_TARGET}.wants`);
  return [...new Set([...loaded, ...enabled])].filter((name) => INSTANCE.test(name));
}

function upsesOf({ tree, facts }: ServiceWorld): KnownUpses {
  const path = `${facts.confPath}/ups.conf`;
  if (tree.stat(path) === undefined)
    throw new NutError("configuration", `there is no ${path}; the drivers stay as they are`);
  try {
    return readUpses(tree, facts.confPath);
  } catch (error) {
    throw new NutError("configuration", `${path}: ${systemReason(error)}; the drivers stay as they are`);
  }
}

export async function followConf(world: ServiceWorld, io: Io): Promise<number> {
  if (world.facts.init.name !== "systemd")
    throw new NutError(
      "usage",
      "drivers is what systemd's nut-driver-enumerator.service runs; here: nutts driver start",
    );
  const { commands, spared } = followUpses(upsesOf(world), await knownInstances(world));
  for (const unit of spared)
    io.err(`${unit} stays, though ups.conf has no such section: the file has errors that may hide it\n`);
  let good = true;
  for (const argv of commands) {
    const [program, ...args] = argv;
    io.out(`${shellLine(argv)}\n`);
    const result = await world.runner.run(program, args, { timeoutMs: 60_000 });
    if (result.kind === "exited" && result.status === 0) continue;
    io.err(`${shellLine(argv)}: ${result.kind === "exited" ? result.stderr.trim() : result.kind}\n`);
    good = false;
  }
  return good ? 0 : 1;
}
