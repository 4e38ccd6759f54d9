import { LIMITS } from "../kit/presets.ts";
import type { Mapper } from "./mapper.ts";

/** Sets what the options say over what the device said at its first reading. */
export function preset(vars: Mapper["vars"], option: (name: string) => number | undefined): void {
  for (const [name, variable] of LIMITS) {
    const value = option(name);
    const known = vars.get(variable);
    if (value !== undefined && known) vars.set(variable, { ...known, value: String(value) });
  }
}
