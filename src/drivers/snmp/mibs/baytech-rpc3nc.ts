/** BayTech RPC3NC PDUs. */
import type { Mib } from "../mib.ts";
import { baytech } from "./parts/baytech-units.ts";

export const MIB: Mib = baytech("5.1.3.2.1");
