/** Eaton UPSes with a Power Xpert Gateway card. */
import type { Words } from "../codecs.ts";
import type { Mib } from "../mib.ts";
import { xups } from "./parts/eaton-xups.ts";

const POWER: Words = [
  [0, "OFF"],
  [1, "OL"],
  [2, "OL"],
  [3, "OL"],
  [4, "OB"],
  [5, "OB LB"],
  [6, "OL"],
  [7, "OL"],
  [8, "OL"],
  [9, "OL"],
  [10, "OL"],
  [13, "OL OVER"],
  [14, "OL TRIM"],
  [15, "OL BOOST"],
  [16, "BYPASS"],
  [17, "BYPASS"],
  [18, "BYPASS"],
  [32, "BYPASS"],
  [33, "OL BYPASS"],
  [34, "BYPASS"],
  [35, "OFF BYPASS"],
  [36, "OB BYPASS"],
  [37, "OL"],
  [38, "OL"],
  [39, "OL"],
  [40, "OL"],
  [41, "OL"],
  [48, "OFF"],
  [49, "OFF"],
  [50, "OFF"],
  [64, "OL"],
  [80, "OL"],
  [81, "OL"],
  [96, "BYPASS"],
  [100, "BYPASS"],
  [224, "OL OVER"],
  [240, "OB"],
  [241, "OFF"],
];

export const MIB: Mib = xups(POWER);
