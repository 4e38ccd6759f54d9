/** A stage of a UPS in a rehearsal: the clone driver's own limits, played on what the battery then shows. */
import { STAGE_BEGIN, type StageEffect, type StageRules, type StageState, step } from "../../drivers/clone/stage.ts";
import { parseDecimal } from "../../nut/decimal.ts";
import { parseStatus } from "../../nut/status.ts";
import type { SimUps } from "../world/sim-ups.ts";
import type { World } from "../world/world.ts";
import type { PlanStage } from "./plan.ts";

/** How often the driver looks at its UPS. */
const LOOK_MS = 1000;

export interface StageDeeds {
  /** Its UPS gives power. */
  alive(): boolean;
  say(text: string): void;
  /** The outlet goes off. */
  cut(): void;
}

const rulesOf = ({ minCharge, minRuntime, maxOnBattery, offDelay }: PlanStage): StageRules => ({
  offDelayMs: offDelay * 1000,
  onDelayMs: Number.POSITIVE_INFINITY,
  minCharge: minCharge ?? 0,
  minRuntime: minRuntime ?? 0,
  maxOnBatteryMs: maxOnBattery === undefined ? undefined : maxOnBattery * 1000,
  outletIsTold: false,
});

export class SimStage {
  readonly #world: World;
  readonly #plan: PlanStage;
  readonly #device: SimUps;
  readonly #own: SimUps;
  readonly #deeds: StageDeeds;
  #state: StageState = STAGE_BEGIN;

  constructor(world: World, plan: PlanStage, deeds: StageDeeds) {
    this.#world = world;
    this.#plan = plan;
    this.#device = world.ups(plan.device);
    this.#own = world.ups(plan.system);
    this.#deeds = deeds;
    this.#own.measure = (name, now) => this.#device.measure(name, now);
    this.#look();
  }

  #look(): void {
    if (!this.#deeds.alive()) return;
    const { now } = this.#world;
    const tokens = parseStatus(this.#device.status);
    const heard = {
      online: tokens.includes("OL"),
      onBattery: tokens.includes("OB"),
      charge: parseDecimal(this.#device.measure("battery.charge", now) ?? ""),
      runtime: parseDecimal(this.#device.measure("battery.runtime", now) ?? ""),
    };
    const [state, effects] = step(this.#state, heard, now, rulesOf(this.#plan));
    this.#state = state;
    this.#own.status = [...(state.offAt === undefined ? [] : ["FSD"]), this.#device.status].join(" ");
    for (const effect of effects) this.#carryOut(effect);
    this.#world.after(LOOK_MS, () => this.#look());
  }

  #carryOut(effect: StageEffect): void {
    const { system, hasOutlet } = this.#plan;
    if (effect.kind === "load-off" && hasOutlet) this.#deeds.cut();
    if (effect.kind === "say" && this.#state.offAt !== undefined)
      this.#deeds.say(`stage ${system}: ${effect.text.split(":")[0]}`);
  }
}
