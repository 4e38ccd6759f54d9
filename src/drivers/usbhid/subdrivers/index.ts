/** Every vendor's table, in the order in which they are asked whether a device is theirs. */
import type { Subdriver } from "../subdriver.ts";
import { CPS } from "./cps.ts";

export const SUBDRIVERS: readonly Subdriver[] = [CPS];
