/** The stages of this machine's own UPSes, as ups.conf has them. */
import { loadUpsConf } from "../conf/load.ts";
import { stagesOf, type UpsStage } from "../conf/ups/stages.ts";
import type { Monitor } from "../conf/upsmon-conf.ts";
import type { Files } from "../system/files/files.ts";
import { confPath, type Env } from "../system/files/paths.ts";
import { isLocal } from "./local.ts";
import type { PlanStage } from "./paper/plan.ts";

export interface FoundStage extends PlanStage {
  /** As of a machine that leaves with it. */
  readonly monitor: Monitor;
}

type Served = Pick<Monitor, "host" | "upsname" | "powerValue">;

/** All of ups.conf; none where no UPS of this machine's own server feeds it. */
function ownStages(upses: readonly Served[], files: Files, env: Env): readonly UpsStage[] {
  const wanted = upses.some((ups) => ups.powerValue > 0 && isLocal(ups));
  const loaded = wanted ? loadUpsConf(confPath(env), files) : undefined;
  return loaded?.kind === "read" ? stagesOf(loaded.conf.sections) : [];
}

const isOf = ({ device }: UpsStage, ups: Served): boolean =>
  device === ups.upsname && ups.powerValue > 0 && isLocal(ups);

/** Of a UPS that this machine's own server has. */
export const stagesFor = (ups: Served, files: Files, env: Env): readonly UpsStage[] =>
  ownStages([ups], files, env).filter((stage) => isOf(stage, ups));

function foundOn(of: Monitor, { section: { name }, device: _, ...limits }: UpsStage): FoundStage {
  const system = `${name}${of.system.slice(of.upsname.length)}`;
  const monitor: Monitor = { ...of, system, upsname: name, powerValue: 1, role: "secondary" };
  return { ...limits, system, device: of.system, monitor };
}

/** Of every UPS that feeds this machine. */
export function findStages(monitors: readonly Monitor[], files: Files, env: Env): readonly FoundStage[] {
  const all = ownStages(monitors, files, env);
  return monitors.flatMap((of) => all.filter((stage) => isOf(stage, of)).map((stage) => foundOn(of, stage)));
}
