/**
 * Fields whose maximum is too small for what they hold: 16 bits with that of a byte lose their upper byte by the rule that
 * bits above the maximum are rubbish (`report-codec`), and 232.7 V in tenths, 0x0917, become 2.3. Some have the maximum
 * of the field before them: mains of 225 V with the maximum 70 are cut to 70 (CyberPower PR3000ELCDSXL).
 */

import { BATTERY_USAGES, POWER_USAGES } from "../tables/power-usages.ts";
import { stepOf } from "./report-codec.ts";
import type { Field, ReportDescriptor } from "./report-descriptor.ts";

interface Quantity {
  /** What a living device may say, in NUT's unit. */
  readonly upTo: number;
  /** A maximum below this is none; undefined where a small one may be meant. */
  readonly absurdBelow?: number;
}

const VOLTAGE: Quantity = { upTo: 500 };
const MAINS_VOLTAGE: Quantity = { upTo: 500, absurdBelow: 80 };
const TRANSFER_VOLTAGE: Quantity = { upTo: 500, absurdBelow: 60 };
const POWER: Quantity = { upTo: 65_535 };

const QUANTITIES: ReadonlyMap<number, Quantity> = new Map([
  [POWER_USAGES.Voltage, VOLTAGE],
  [POWER_USAGES.ConfigVoltage, VOLTAGE],
  [POWER_USAGES.LowVoltageTransfer, TRANSFER_VOLTAGE],
  [POWER_USAGES.HighVoltageTransfer, TRANSFER_VOLTAGE],
  [POWER_USAGES.Frequency, { upTo: 100, absurdBelow: 40 }],
  [POWER_USAGES.ConfigFrequency, { upTo: 100, absurdBelow: 40 }],
  [POWER_USAGES.Temperature, { upTo: 500, absurdBelow: 273 }],
  [POWER_USAGES.Current, { upTo: 500 }],
  [POWER_USAGES.ActivePower, POWER],
  [POWER_USAGES.ApparentPower, POWER],
  [POWER_USAGES.ConfigActivePower, POWER],
  [POWER_USAGES.ConfigApparentPower, POWER],
  [BATTERY_USAGES.RunTimeToEmpty, { upTo: 65_535, absurdBelow: 256 }],
]);

const MAINS: ReadonlySet<number> = new Set([POWER_USAGES.Input, POWER_USAGES.Output, POWER_USAGES.Outlet]);

function quantityOf({ path }: Field): Quantity | undefined {
  const known = QUANTITIES.get(path.at(-1) ?? 0);
  return known === VOLTAGE && path.some((usage) => MAINS.has(usage)) ? MAINS_VOLTAGE : known;
}

const BYTE = 0xff;

const isNarrow = ({ size, logicalMin, logicalMax, physicalMax = 0, selects }: Field): boolean =>
  (size === 8 || size === 16) &&
  logicalMin >= 0 &&
  logicalMax <= BYTE &&
  logicalMax < 2 ** size - 1 &&
  physicalMax === 0 &&
  selects === undefined;

/** No more bits than the quantity needs: rubbish may still stand above them. */
function widened(field: Field, { upTo }: Quantity): Field {
  const bits = Math.ceil(Math.log2(upTo / stepOf(field) + 1));
  return { ...field, logicalMax: Math.max(field.logicalMax, 2 ** Math.min(bits, field.size) - 1) };
}

/** `all`: also those whose maximum could be meant, in tables of makers who are known not to mean it, or in none. */
export const widenFields = (descriptor: ReportDescriptor, all: boolean): ReportDescriptor => ({
  ...descriptor,
  fields: descriptor.fields.map((field) => {
    const quantity = isNarrow(field) ? quantityOf(field) : undefined;
    if (!quantity) return field;
    const absurd = field.logicalMax * stepOf(field) < (quantity.absurdBelow ?? 0);
    const doubtful = field.logicalMax === BYTE || quantity === VOLTAGE;
    return absurd || (all && doubtful) ? widened(field, quantity) : field;
  }),
});
