/** The status byte, and the characters by which the UPS changes it unasked. */
import type { StatusToken } from "../../nut/status.ts";

export const ASK_STATUS = "Q";

/** Bit by bit from the lowest. */
const BITS = ["CAL", "TRIM", "BOOST", "OL", "OB", "OVER", "LB", "RB"] as const satisfies readonly StatusToken[];

export type ApcCondition = (typeof BITS)[number];
export type Conditions = ReadonlySet<ApcCondition>;

/** `08` is on line. Undefined for what is no status: noise must not look like a UPS that is off. */
export function parseStatus(answer: string): Conditions | undefined {
  const digits = /^\s*([0-9a-f]{1,4})\s*$/i.exec(answer)?.[1];
  if (digits === undefined) return undefined;
  const bits = Number.parseInt(digits, 16);
  return new Set(BITS.filter((_, at) => (bits >> at) & 1));
}

export const statusTokens = (conditions: Conditions): readonly string[] =>
  conditions.size === 0 ? ["OFF"] : BITS.filter((token) => conditions.has(token));

interface Alert {
  readonly on?: ApcCondition;
  readonly off?: ApcCondition;
}

const ALERTS: Readonly<Record<string, Alert>> = {
  "!": { on: "OB", off: "OL" },
  $: { on: "OL", off: "OB" },
  "%": { on: "LB" },
  "+": { off: "LB" },
  "#": { on: "RB" },
  "?": { on: "OVER" },
  "=": { off: "OVER" },
};

export const ALERT_CHARACTERS = Object.keys(ALERTS).join("");

/** What holds after an alert; the same set where it changes nothing. */
export function afterAlert(conditions: Conditions, character: string): Conditions {
  const { on, off } = ALERTS[character] ?? {};
  const changes = (on !== undefined && !conditions.has(on)) || (off !== undefined && conditions.has(off));
  if (!changes) return conditions;
  return new Set([...conditions].filter((one) => one !== off).concat(on ?? []));
}
