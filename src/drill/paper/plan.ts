/** What is rehearsed: the machines, what feeds them, and what each needs. Times in seconds. */
import type { StageLimits } from "../../conf/ups/stages.ts";
import type { UpsmonConf } from "../../conf/upsmon-conf.ts";
import type { ScriptDeed } from "../../conf/upssched/script-deed.ts";
import type { UpsschedConf } from "../../conf/upssched/upssched-conf.ts";
import type { Measure } from "../../upsmon/core/step.ts";

export interface Battery {
  /** As in the MONITOR lines. */
  readonly system: string;
  /** From now to the end, at the load that there is. */
  readonly runtime: number;
  /** Percent. */
  readonly charge: number;
  /** The battery is low at this charge, or with so much time left, whichever comes first. */
  readonly low: { readonly charge: number | undefined; readonly runtime: number | undefined };
  /** From the order to switch off to the end of the power. */
  readonly offDelay: number;
  /** Percent; undefined where the UPS does not say. */
  readonly load?: number | undefined;
}

export type Deed =
  | ScriptDeed
  /** `text` is for people: `ssh root@nas: poweroff`. */
  | { readonly kind: "action"; readonly text: string }
  /** The script cannot be read, or is none of a shell. */
  | { readonly kind: "unknown" };

export interface Schedule {
  readonly rules: UpsschedConf["rows"];
  /** What CMDSCRIPT does with a name. */
  readonly deedOf: (name: string) => Deed;
}

/** Machines that do the same at the same time are one here. */
export interface MachineSpec {
  readonly names: readonly string[];
  readonly conf: UpsmonConf;
  /** From SHUTDOWNCMD to the moment at which it may lose power. */
  readonly shutdownTime: number;
  readonly schedule: Schedule | undefined;
  /** UPSes whose server runs on it. */
  readonly serves: readonly string[];
}

/** A UPS of its own name on the battery of another: whoever is on it leaves earlier. */
export interface PlanStage extends StageLimits {
  readonly system: string;
  readonly device: string;
}

export interface Plan {
  /** The one that the configuration is of comes first. */
  readonly machines: readonly MachineSpec[];
  readonly batteries: readonly Battery[];
  readonly stages: readonly PlanStage[];
}

/** Low and empty, from the loss of the mains on. */
export interface Drain {
  readonly low: number;
  readonly empty: number;
  /** What it shows when the mains is lost, in percent. */
  readonly charge: number;
}

const DEFAULT_LOW_CHARGE = 20;

export function drainOf({ runtime, charge, low }: Battery): Drain {
  const lowCharge = low.charge ?? (low.runtime === undefined ? DEFAULT_LOW_CHARGE : 0);
  const byCharge = charge <= lowCharge ? 0 : runtime * (1 - lowCharge / charge);
  const byTime = low.runtime === undefined ? runtime : Math.max(0, runtime - low.runtime);
  return { low: Math.min(byCharge, byTime), empty: runtime, charge };
}

/** What a battery that falls evenly shows, so many seconds after the loss of the mains. */
export function shownBy(
  { load }: Battery,
  { empty, charge }: Drain,
  after: number,
): Readonly<Partial<Record<Measure, string>>> {
  const left = Math.max(0, empty - Math.max(0, after));
  return {
    "battery.charge": String(Math.round((charge * left) / Math.max(1, empty))),
    "battery.runtime": String(Math.round(left)),
    "ups.load": load === undefined ? "" : String(load),
  };
}

export const half = (battery: Battery): Battery => ({
  ...battery,
  runtime: battery.runtime / 2,
  charge: battery.charge / 2,
});
