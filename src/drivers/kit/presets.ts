/** Options that set a variable when the device is opened. */
export const DELAYS = [
  ["ondelay", "ups.delay.start"],
  ["offdelay", "ups.delay.shutdown"],
] as const;

export const LIMITS = [["lowbatt", "battery.charge.low"], ...DELAYS] as const;
