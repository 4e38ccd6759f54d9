import type { FamilyCase } from "../bench/family-bench.ts";
import { GAMATRONIC } from "./gamatronic.ts";
import { METASYS } from "./metasys.ts";
import { MICRODOWELL } from "./microdowell.ts";
import { NHS_SER } from "./nhs-ser.ts";
import { NUTDRV_HASHX } from "./nutdrv-hashx.ts";
import { RIELLO_GPSER, RIELLO_SENTR, RIELLO_THREE } from "./riello-ser.ts";

/** A new family adds its line here. */
export const FAMILIES: readonly FamilyCase[] = [
  NHS_SER,
  METASYS,
  NUTDRV_HASHX,
  RIELLO_GPSER,
  RIELLO_THREE,
  RIELLO_SENTR,
  GAMATRONIC,
  MICRODOWELL,
];
