import type { Monitor } from "../../conf/upsmon-conf.ts";
import type { NutClientOptions } from "../../netproto/client/nut-client-options.ts";
import type { Clock } from "../../system/clock.ts";
import type { Log } from "../../system/log/log.ts";
import type { BatteryTests } from "./battery-tests.ts";
import type { Notifier } from "./notifier.ts";
import type { ShutDown } from "./shut-down.ts";
import type { ShutdownRecord } from "./shutdown-record.ts";

export interface EngineDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly notifier: Notifier;
  /** How the server of a UPS is reached, read anew for each connection. */
  readonly clientOptions: (monitor: Monitor) => NutClientOptions;
  readonly shutDown: ShutDown;
  /** A shutdown that failed is not tried any more: the machine stays up. */
  readonly callOff?: () => void;
  readonly decided?: () => void;
  /** A UPS went on battery, which has been told. */
  readonly onBattery?: ((ups: string) => void) | undefined;
  readonly record?: Pick<ShutdownRecord, "decided" | "commanded" | "failed"> | undefined;
  readonly batteryTests?: Pick<BatteryTests, "hear"> | undefined;
  /** One line about how we are, and whether this machine is protected; called when it changes. */
  readonly status: (text: string, isProtected: boolean) => void;
}
