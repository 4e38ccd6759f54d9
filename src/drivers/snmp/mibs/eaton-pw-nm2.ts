/** Powerware ConnectUPS and Eaton Network-M2. */
import type { Words } from "../codecs.ts";
import type { Mib } from "../mib.ts";
import { xups } from "./parts/eaton-xups.ts";

const POWER: Words = [
  [1, ""],
  [2, "OFF"],
  [3, "OL"],
  [4, "BYPASS"],
  [5, "OB"],
  [6, "OL BOOST"],
  [7, "OL TRIM"],
  [8, "OL"],
  [9, "OL"],
  [10, "OL"],
  [11, "BYPASS"],
  [11, "OL"],
];

export const MIB: Mib = xups(POWER);
