/** `nutts_*`: what there is of every UPS, also of one that is not seen; and, where the history knows it, energy. */
import { ageMs } from "../../mirror/snapshot.ts";
import type { Fleet } from "../follow/fleet.ts";
import type { FollowedUps } from "../follow/followed-server.ts";
import { serverLabel } from "../follow/watched-server.ts";
import type { Metric } from "./metric.ts";
import type { SeenUps } from "./seen-ups.ts";

/** What the history has counted of a UPS, in watt-hours. */
export type EnergyOf = (ups: FollowedUps) => number | undefined;

export function ownMetrics({ clock, servers }: Fleet, upses: readonly SeenUps[], energy: EnergyOf): readonly Metric[] {
  const now = clock.now();
  return [
    {
      name: "nutts_server_up",
      help: "Whether the NUT server answers",
      samples: servers.map(({ watched, error }) => ({
        labels: { server: serverLabel(watched) },
        value: error ? 0 : 1,
      })),
    },
    {
      name: "nutts_up",
      help: "Whether the values of the UPS are those of now",
      samples: upses.map(({ ups, labels }) => ({ labels, value: ups.condition === "live" ? 1 : 0 })),
    },
    {
      name: "nutts_data_age_seconds",
      help: "Age of the values of the UPS",
      samples: upses.flatMap(({ ups, labels }) => {
        const age = ageMs(ups.snapshot, now);
        return age === undefined ? [] : [{ labels, value: Math.round(age) / 1000 }];
      }),
    },
    {
      name: "nutts_energy_watt_hours_total",
      help: "Energy that the UPS has given since its history began",
      type: "counter",
      samples: upses.flatMap(({ ups, labels }) => {
        const wattHours = energy(ups);
        return wattHours === undefined ? [] : [{ labels, value: Math.round(wattHours * 1000) / 1000 }];
      }),
    },
  ];
}
