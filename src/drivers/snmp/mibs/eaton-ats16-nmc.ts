/** Eaton ATS 16 with a Network Management Card. */
import type { Mib } from "../mib.ts";
import { eatonAts16 } from "./parts/eaton-ats16.ts";

export const MIB: Mib = { rows: eatonAts16({ auxFirmware: "1.4.0", ambientScale: 0.1 }) };
