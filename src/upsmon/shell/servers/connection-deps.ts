import type { Monitor } from "../../../conf/upsmon-conf.ts";
import type { NutClientOptions } from "../../../netproto/client/nut-client-options.ts";
import type { Drill } from "../../../nut/drill.ts";
import type { Clock } from "../../../system/clock.ts";
import type { Event } from "../../core/step.ts";

export type DrillListener = (ups: string, drill: Drill | undefined) => void;

export interface ConnectionDeps {
  readonly clock: Clock;
  readonly options: (monitor: Monitor) => NutClientOptions;
  readonly emit: (event: Event) => void;
  readonly heardDrill?: DrillListener;
}
