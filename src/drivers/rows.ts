/**
 * A row is what + where + how. A family of drivers adds its own locator, and to `as` what its devices let one know
 * besides the raw value:
 *
 *     { var: "battery.charge", path: "UPS.PowerSummary.RemainingCapacity", as: decimal(0), poll: "quick" }   usbhid/subdriver
 *     { var: "input.voltage",  at: [1, 5],                                 as: number(1) }                    qx/protocol
 *
 * For one variable the first row whose place exists on the device wins; status and alarm rows may repeat.
 */
import type { VarName } from "../nut/catalogue/names.ts";
import type { Reader } from "./kit/codecs.ts";

/** `once`: read at open; `quick`: in every poll; otherwise in full polls. */
type PollDepth = "once" | "quick";

export interface ReadRow<Raw> {
  readonly var: VarName;
  readonly as: Reader<Raw>;
  readonly poll?: PollDepth;
}
