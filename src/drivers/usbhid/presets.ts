import type { Mapper } from "./mapper.ts";

/** Options that set variables of the driver, where the device has them. */
const PRESETS = [
  ["lowbatt", "battery.charge.low"],
  ["ondelay", "ups.delay.start"],
  ["offdelay", "ups.delay.shutdown"],
] as const;

/** Sets what the options say over what the device said at its first reading. */
export function preset(vars: Mapper["vars"], option: (name: string) => number | undefined): void {
  for (const [name, variable] of PRESETS) {
    const value = option(name);
    const known = vars.get(variable);
    if (value !== undefined && known) vars.set(variable, { ...known, value: String(value) });
  }
}
