/** Where the energy of a UPS comes from that is not counted here: a history that goes on over restarts. */
import type { FollowedPlace } from "../mirror/shared-mirrors.ts";

/** In kWh; undefined before it is known, `own` where it is counted here after all. */
export type CountedEnergy = number | "own" | undefined;

export type EnergyOf = (server: Pick<FollowedPlace, "host" | "port">, ups: string) => CountedEnergy;
