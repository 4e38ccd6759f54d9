/** Words for the numbers of Powerware, which cards of Eaton, HP and Compaq have in common. */
import type { Words } from "../../codecs.ts";

export const BATTERY_ABM_STATUS: Words = [
  [1, "CHRG"],
  [2, "DISCHRG"],
];

/** What feeds the load, as the kind of UPS that it shows. */
export const MODE: Words = [
  [1, ""],
  [2, ""],
  [3, "normal"],
  [4, ""],
  [5, ""],
  [6, ""],
  [7, ""],
  [8, "parallel capacity"],
  [9, "parallel redundancy"],
  [10, "high efficiency"],
];

export const TEST_RESULT: Words = [
  [1, "Unknown"],
  [2, "Done and passed"],
  [3, "Done and error"],
  [4, "In progress"],
  [5, "Not supported"],
  [6, "Inhibited"],
  [7, "Scheduled"],
];
