/** Every vendor's table, in the order in which they are asked whether a device is theirs. */
import type { Subdriver } from "../subdriver.ts";
import { APC } from "./apc.ts";
import { ARDUINO } from "./arduino.ts";
import { BELKIN } from "./belkin.ts";
import { CPS } from "./cps.ts";
import { DELTA_UPS } from "./delta_ups.ts";
import { ECOFLOW } from "./ecoflow.ts";
import { EVER } from "./ever.ts";
import { IDOWELL } from "./idowell.ts";
import { LEGRAND } from "./legrand.ts";
import { LIEBERT } from "./liebert.ts";
import { MGE } from "./mge/mge.ts";
import { OPENUPS } from "./openups.ts";
import { POWERCOM } from "./powercom.ts";
import { POWERVAR } from "./powervar.ts";
import { SALICRU } from "./salicru.ts";
import { TRIPPLITE } from "./tripplite.ts";

export const SUBDRIVERS: readonly Subdriver[] = [
  MGE,
  APC,
  ARDUINO,
  BELKIN,
  CPS,
  DELTA_UPS,
  ECOFLOW,
  EVER,
  IDOWELL,
  LEGRAND,
  LIEBERT,
  OPENUPS,
  POWERCOM,
  POWERVAR,
  SALICRU,
  TRIPPLITE,
];
