/** What ups.conf says of the APC Symmetra with three phases. */
import { parseDecimal } from "../../nut/decimal.ts";
import { fixed } from "../kit/codecs.ts";
import type { DriverSettings } from "../types.ts";
import type { Mib, SnmpRow } from "./mib.ts";

const isTransfer = (row: SnmpRow): boolean =>
  "var" in row && (row.var === "input.transfer.low" || row.var === "input.transfer.high");

/** As the C driver has it: 0.707. */
const TO_NEUTRAL = 707 / 1000;

function toNeutral(row: SnmpRow): SnmpRow {
  if (!isTransfer(row) || !("as" in row)) return row;
  const { as } = row;
  return {
    ...row,
    as: {
      ...as,
      read: (raw, view) => {
        const volts = parseDecimal(as.read(raw, view) ?? "");
        return volts === undefined ? undefined : fixed(volts * TO_NEUTRAL, 2);
      },
    },
  };
}

export function withQuirks(mib: Mib, settings: Pick<DriverSettings, "has">): Mib {
  const kept = settings.has("notransferoids") ? mib.rows.filter((row) => !isTransfer(row)) : mib.rows;
  return { ...mib, rows: settings.has("symmetrathreephase") ? kept.map(toNeutral) : kept };
}
