/** All protocols, in the order in which they are tried: that of the C driver. */
import type { QxProtocol } from "../protocol.ts";
import { INNOVATAE } from "./innovatae.ts";
import { MECER } from "./mecer.ts";
import { MEGATEC } from "./megatec.ts";
import { MEGATEC_OLD } from "./megatec-old.ts";
import { MUSTEK } from "./mustek.ts";
import { Q1 } from "./q1.ts";
import { ZINTO } from "./zinto.ts";

export const QX_PROTOCOLS: readonly QxProtocol[] = [MUSTEK, MEGATEC_OLD, MECER, MEGATEC, ZINTO, INNOVATAE, Q1];
