/** What the two protocols of CyberPower have in common. */
import type { Answer } from "../../kit/line/ask-line.ts";
import type { TableRow } from "../../kit/table-row.ts";

export type PanelToken = "OB" | "OL" | "LB" | "TRIM" | "BOOST" | "TEST" | "OFF";
export const TRIES = 3;

export interface Panel<Where extends { readonly ask: string }, Raw, Order> {
  readonly facts: readonly (readonly [string, string])[];
  readonly rows: readonly TableRow<Where, Raw, PanelToken, Order>[];
  /** The question for the status. */
  readonly status: string;
  read(where: Where): Promise<Answer<Raw>>;
  write(where: Where, raw: Raw): Promise<boolean>;
  order(order: Order): Promise<boolean>;
  /** Undefined where the UPS does not tell. */
  onBattery(): Promise<boolean | undefined>;
  readonly turnOff: { readonly return?: Order; readonly stayoff: Order; readonly reboot: Order };
}

/** What an output beside its input tells; nothing where they are too far from each other. */
export function turned(input = 0, output = 0): "TRIM" | "BOOST" | undefined {
  if (output < 0.5 * input) return undefined;
  if (output < 0.95 * input) return "TRIM";
  return output >= 1.05 * input && output < 1.5 * input ? "BOOST" : undefined;
}

/**
 * The end of a shutdown. An older UPS on battery is told to stay off, and comes back with the mains; one that has its mains
 * back already, to restart.
 */
export async function endShutdown<Where extends { readonly ask: string }, Raw, Order>(
  panel: Panel<Where, Raw, Order>,
): Promise<boolean> {
  const { return: off, stayoff, reboot } = panel.turnOff;
  if (off !== undefined && (await panel.order(off))) return true;
  let onBattery: boolean | undefined;
  for (let tries = 0; tries < TRIES && onBattery === undefined; tries++) onBattery = await panel.onBattery();
  return onBattery === undefined ? false : panel.order(onBattery ? stayoff : reboot);
}
