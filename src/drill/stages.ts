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

/** Of a UPS that this machine's own server has. */
export function stagesFor(ups: Served, files: Files, env: Env): readonly UpsStage[] {
  const loaded = ups.powerValue > 0 && isLocal(ups) ? loadUpsConf(confPath(env), files) : undefined;
  return loaded?.kind === "read" ? stagesOf(loaded.conf.sections).filter(({ device }) => device === ups.upsname) : [];
}

/** Of every UPS that feeds this machine. */
export const findStages = (monitors: readonly Monitor[], files: Files, env: Env): readonly FoundStage[] =>
  monitors.flatMap((of) =>
    stagesFor(of, files, env).map(({ section: { name }, device: _, ...limits }) => {
      const system = `${name}${of.system.slice(of.upsname.length)}`;
      const monitor: Monitor = { ...of, system, upsname: name, powerValue: 1, role: "secondary" };
      return { ...limits, system, device: of.system, monitor };
    }),
  );
