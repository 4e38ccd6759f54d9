/**
 * Four words of bits. The document counts bits from the right, so the first character is bit 7.
 *
 *     Ss  01234567   system: 0 alarm, 1 communication fault, 3 replace battery, 4 low battery, 5 on battery, 6 overload
 *     Bs  01234567   battery: 0 discharging, 1 charging, 3 and 7 replace battery
 *     Ls  01234567 90123456   load: 2 lowering, 3 overload, 4 raising; 16 (the last) about to be cut off
 *     Ps  01234567   bypass: 6 automatic, 7 manual
 */

export interface StatusWords {
  readonly system: string;
  readonly battery: string;
  readonly load: string;
  readonly bypass: string;
}

export interface Status {
  readonly tokens: readonly string[];
  readonly alarms: readonly string[];
}

/** A word of at least eight bits; some old units now and then answer a lone `1`. */
export const isWord = (text: string): boolean => /^[01]{8}/.test(text);

const bit = (text: string, at: number): boolean => isWord(text) && text[at] === "1";

export function statusOf({ system, battery, load, bypass }: StatusWords): Status {
  const over = bit(system, 6);
  const replace = bit(system, 3);
  const cutOff = bit(load, 16);
  const onBattery = bit(system, 5) || cutOff;
  const held = (token: string, holds: boolean): readonly string[] => (holds ? [token] : []);
  return {
    tokens: [
      ...held("OVER", over),
      onBattery ? "OB" : "OL",
      ...held("LB", bit(system, 4) || cutOff),
      ...held("RB", replace || bit(battery, 7) || bit(battery, 3)),
      ...held("CHRG", bit(battery, 1)),
      ...held("DISCHRG", bit(battery, 0)),
      ...held("BOOST", bit(load, 4)),
      ...held("OVER", !over && bit(load, 3)),
      ...held("TRIM", bit(load, 2)),
      ...held("BYPASS", bit(bypass, 7) || bit(bypass, 6)),
    ],
    alarms: [...held("COMMFAULT", bit(system, 1)), ...held("DEVICEALARM", bit(system, 0))],
  };
}
