import type { FamilyCase } from "../bench/family-bench.ts";
import { METASYS } from "./metasys.ts";

/** A new family adds its line here. */
export const FAMILIES: readonly FamilyCase[] = [METASYS];
