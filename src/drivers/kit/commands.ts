/** Commands and new values: what is done for them, one step after the other. */
import { parseDecimal } from "../../nut/decimal.ts";
import type { Outcome, Refusal } from "../types.ts";
import type { SettingRow } from "./row.ts";

/** Names of instant commands that older clients know. */
const RENAMED: Readonly<Record<string, string>> = { "beeper.off": "beeper.disable", "beeper.on": "beeper.enable" };

/** The name of today for an old one, in any case; undefined for all others. */
export const renamed = (name: string): string | undefined => RENAMED[name.toLowerCase()];

/** What a family writes to its device. */
interface Write {
  readonly kind: "write";
}

export type Step<Own extends Write> =
  | Own
  | { readonly kind: "set"; readonly name: string; readonly value: string }
  | { readonly kind: "pause"; readonly ms: number };

/** Steps, each only if the one before was taken; or why there are none. */
export type Orders<Own extends Write> =
  | { readonly kind: "steps"; readonly steps: readonly Step<Own>[] }
  | { readonly kind: "refused"; readonly why: Refusal };

export interface Refused {
  readonly kind: "refused";
  readonly why: Refusal;
}

export const refuse = (why: Refusal): Refused => ({ kind: "refused", why });

export interface Hands<Own extends Write> {
  pause?(ms: number): Promise<void>;
  set(name: string, value: string): Outcome | Promise<Outcome>;
  write(step: Own): Promise<Outcome>;
}

export async function carryOut<Own extends Write>(orders: Orders<Own>, hands: Hands<Own>): Promise<Outcome> {
  if (orders.kind === "refused") return orders.why;
  for (const step of orders.steps) {
    const result = await doStep(step, hands);
    if (result !== "handled") return result;
  }
  return "handled";
}

async function doStep<Own extends Write>(step: Step<Own>, hands: Hands<Own>): Promise<Outcome> {
  switch (step.kind) {
    case "pause":
      await hands.pause?.(step.ms);
      return "handled";
    case "set":
      return hands.set(step.name, step.value);
    case "write":
      return hands.write(step);
  }
}

/** A delay that is no number would make every later shutdown fail: it is not taken. */
export const takesSetting = ({ fallback }: SettingRow, value: string): boolean =>
  parseDecimal(fallback) === undefined || parseDecimal(value) !== undefined;
