/** What the bits of QPIWS are called in `ups.alarm`, from bit 0. */
import type { AlarmTexts } from "../voltronic/alarm-texts.ts";

export const WARNINGS: AlarmTexts = {
  0: "Device has fault.",
  1: "CPU is performing the auto-correction of AD signals.",
  2: "An external Flash device failed.",
  3: "Input PV is found lost.",
  4: "PV input voltage reads low.",
  5: "Power island.",
  6: "An Error occurred in the CPU initialization.",
  7: "Power grid voltage exceeds the upper threshold.",
  8: "Power grid voltage falls below the lower threshold.",
  9: "Power grid frequency exceeds the upper threshold.",
  10: "Power grid frequency falls below the lower threshold.",
  11: "Power grid-connected average voltage exceeds the maximum threshold.",
  12: "Require power from the power grid.",
  13: "Emergent grid disconnection.",
  14: "Battery voltage is too low.",
  15: "Low battery.",
  16: "Battery disconnected.",
  17: "End of battery discharge.",
  18: "Overload.",
  19: "EPO active.",
  22: "Over temperature alarm.",
  23: "No electrical ground.",
  24: "Fan fault.",
};
