/** BayTech PDUs. */
import type { Mib } from "../mib.ts";
import { baytech } from "./parts/baytech-units.ts";

export const MIB: Mib = baytech("2.1.24.1");
