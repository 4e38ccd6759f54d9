/** Words for the numbers of PDUs that Eaton and HPE sell, each below a number of its own. */
import type { Words } from "../../codecs.ts";

export const INPUT_TYPE: Words = [
  [1, "1"],
  [2, "2"],
  [3, "3"],
  [4, "3"],
];

/** Some count from 0. */
export const OUTLET_STATUS: Words = [
  [1, "off"],
  [2, "on"],
  [3, "pendingOff"],
  [4, "pendingOn"],
];

export const KNOWN_OUTLET_TYPE: Words = [
  [1, "iecC13"],
  [2, "iecC19"],
  [10, "uk"],
  [11, "french"],
  [12, "schuko"],
  [20, "nema515"],
  [21, "nema51520"],
  [22, "nema520"],
  [23, "nemaL520"],
  [24, "nemaL530"],
  [25, "nema615"],
  [26, "nema620"],
  [27, "nemaL620"],
  [28, "nemaL630"],
  [29, "nemaL715"],
  [30, "rf203p277"],
];

export const OUTLET_TYPE: Words = [[0, "unknown"], ...KNOWN_OUTLET_TYPE];
