import type { DriverDefinition } from "../../drivers/types.ts";
import type { PublishedState } from "../../sockproto/published-state.ts";
import type { Clock } from "../../system/clock.ts";
import type { Log } from "../../system/log/log.ts";
import type { BatteryWatch } from "../battery/battery-watch.ts";
import type { PollTimes } from "../engine/poll-types.ts";
import type { ReadingPublisher } from "../engine/reading-publisher.ts";

/** How the start went: there are data, the device is waited for, or trying again will not help. */
export interface Settled {
  readonly outcome: "up" | "waiting" | "unusable";
  readonly text: string;
}

export interface RunnerOptions {
  readonly definition: Pick<DriverDefinition, "create">;
  readonly context: Parameters<DriverDefinition["create"]>[0];
  readonly published: PublishedState;
  readonly publisher: ReadingPublisher;
  /** Undefined where nothing is to be learned of a battery. */
  readonly battery?: BatteryWatch | undefined;
  readonly clock: Clock;
  readonly log: Log;
  readonly times: PollTimes;
}
