/** Which UPSes still give power, and how long that is enough for a machine. */
import type { UpsmonConf } from "../../conf/upsmon-conf.ts";
import type { Drain, PlanStage } from "./plan.ts";

type Fed = Pick<UpsmonConf, "monitors" | "minsupplies">;

/** A machine that no UPS feeds needs none. */
export const needOf = ({ monitors, minsupplies }: Fed): number =>
  monitors.some(({ powerValue }) => powerValue > 0) ? Math.max(1, minsupplies) : 0;

export class Supplies {
  readonly drains: ReadonlyMap<string, Drain>;
  readonly dead = new Set<string>();
  readonly #stages: readonly PlanStage[];

  /** A stage lives as long as the battery of its UPS. */
  constructor(drains: ReadonlyMap<string, Drain>, stages: readonly PlanStage[]) {
    const staged = stages.flatMap(({ system, device }) => {
      const drain = drains.get(device);
      return drain ? [[system, drain] as const] : [];
    });
    this.drains = new Map([...drains, ...staged]);
    this.#stages = stages;
  }

  /** UPSes, and the stages on them. */
  allOn(systems: readonly string[]): readonly string[] {
    return [...systems, ...this.#stages.filter(({ device }) => systems.includes(device)).map(({ system }) => system)];
  }

  get firstLow(): number {
    return Math.min(...[...this.drains.values()].map(({ low }) => low));
  }

  get lastEmpty(): number {
    return Math.max(0, ...[...this.drains.values()].map(({ empty }) => empty));
  }

  suffice(conf: Fed): boolean {
    const alive = conf.monitors.filter(({ system }) => !this.dead.has(system));
    return alive.reduce((sum, { powerValue }) => sum + powerValue, 0) >= needOf(conf);
  }

  /** When the batteries alone would leave it without power, in seconds after the loss of the mains. */
  endFor(conf: Fed): number {
    const need = needOf(conf);
    const ends = conf.monitors
      .map(({ system, powerValue }) => ({ at: this.drains.get(system)?.empty ?? Number.POSITIVE_INFINITY, powerValue }))
      .sort((a, b) => a.at - b.at);
    let power = ends.reduce((sum, { powerValue }) => sum + powerValue, 0);
    for (const { at, powerValue } of ends) {
      power -= powerValue;
      if (need > 0 && power < need) return at;
    }
    return Number.POSITIVE_INFINITY;
  }
}
