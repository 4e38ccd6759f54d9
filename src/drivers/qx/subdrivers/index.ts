/** All protocols, in the order in which they are tried: that of the C driver, Omron first as in its next release. */
import type { QxProtocol } from "../protocol.ts";
import { ABLEREX } from "./ablerex/protocol.ts";
import { BESTUPS } from "./bestups/protocol.ts";
import { GTEC } from "./gtec.ts";
import { HUNNOX } from "./hunnox.ts";
import { INNOVART31 } from "./innovart31.ts";
import { INNOVART33 } from "./innovart33.ts";
import { INNOVATAE } from "./innovatae.ts";
import { MASTERGUARD } from "./masterguard/protocol.ts";
import { MECER } from "./mecer.ts";
import { MEGATEC } from "./megatec.ts";
import { MEGATEC_OLD } from "./megatec-old.ts";
import { MUSTEK } from "./mustek.ts";
import { OMRON } from "./omron/protocol.ts";
import { Q1 } from "./q1.ts";
import { Q2 } from "./q2.ts";
import { Q6 } from "./q6.ts";
import { VOLTRONIC } from "./voltronic/protocol.ts";
import { VOLTRONIC_AXPERT } from "./voltronic-axpert.ts";
import { VOLTRONIC_QS } from "./voltronic-qs.ts";
import { VOLTRONIC_QS_HEX } from "./voltronic-qs-hex.ts";
import { ZINTO } from "./zinto.ts";

export const QX_PROTOCOLS: readonly QxProtocol[] = [
  OMRON,
  VOLTRONIC,
  VOLTRONIC_AXPERT,
  VOLTRONIC_QS,
  VOLTRONIC_QS_HEX,
  MUSTEK,
  MEGATEC_OLD,
  BESTUPS,
  MECER,
  MEGATEC,
  ZINTO,
  MASTERGUARD,
  HUNNOX,
  ABLEREX,
  INNOVART31,
  INNOVART33,
  INNOVATAE,
  Q2,
  Q6,
  GTEC,
  Q1,
];
