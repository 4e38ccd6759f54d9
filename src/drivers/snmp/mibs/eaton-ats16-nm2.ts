/** Eaton ATS 16 with a Network-M2 card. */
import type { Mib } from "../mib.ts";
import { eatonAts16 } from "./parts/eaton-ats16.ts";
import { EATON_SENSORS } from "./parts/eaton-sensors.ts";

export const MIB: Mib = { rows: [...eatonAts16({ auxFirmware: "1.7.0", ambientScale: 1 }), ...EATON_SENSORS] };
