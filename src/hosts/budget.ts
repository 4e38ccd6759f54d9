/** How long a host may take to go down: what its section says, and never longer than the battery. Pure. */
import { durationText } from "../nut/duration-text.ts";

export interface BatteryLeft {
  readonly onBattery: boolean;
  /** Seconds; undefined where the UPS does not say. */
  readonly runtime: number | undefined;
}

export interface Budget {
  readonly seconds: number;
  /** Why it is shorter than what was asked for. */
  readonly note?: string;
}

/** The order itself always goes out, however little is left. */
const ORDER_S = 10;

export function budgetOf(asked: number, { onBattery, runtime }: BatteryLeft, reserve: number): Budget {
  if (!onBattery || runtime === undefined || runtime - reserve >= asked) return { seconds: asked };
  const seconds = Math.min(asked, Math.max(ORDER_S, Math.floor(runtime - reserve)));
  if (seconds === asked) return { seconds };
  const battery = `the battery lasts ${durationText(runtime)}, of which ${durationText(reserve)} are for this machine`;
  return { seconds, note: `${durationText(seconds)} instead of ${durationText(asked)}: ${battery}` };
}

/** From the variables of the UPS. */
export function batteryLeft(values: ReadonlyMap<string, string>): BatteryLeft {
  const text = values.get("battery.runtime")?.trim() ?? "";
  const runtime = /^\d+(\.\d+)?$/.test(text) ? Number(text) : undefined;
  return { onBattery: /\bOB\b/.test(values.get("ups.status") ?? ""), runtime };
}

/** Of several UPSes that which lasts shortest. */
export function shortestLeft(all: readonly ReadonlyMap<string, string>[]): BatteryLeft {
  const draining = all.map(batteryLeft).filter(({ onBattery }) => onBattery);
  const runtimes = draining.flatMap(({ runtime }) => runtime ?? []);
  return { onBattery: draining.length > 0, runtime: runtimes.length > 0 ? Math.min(...runtimes) : undefined };
}
