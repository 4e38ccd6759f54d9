import type { FamilyCase } from "../bench/family-bench.ts";
import { AL175 } from "./al175.ts";
import { APCMICROLINK } from "./apcmicrolink.ts";
import { BCMXCP_ONE, BCMXCP_THREE } from "./bcmxcp.ts";
import { BELKIN, BELKIN_SHORT } from "./belkin.ts";
import { BELKINUNV } from "./belkinunv.ts";
import { BESTFCOM, BESTFCOM_FD, BESTFCOM_FE, BESTFCOM_MD } from "./bestfcom.ts";
import { BESTFORTRESS, BESTFORTRESS_LOAD } from "./bestfortress.ts";
import { BESTUFERRUPS_MD, BESTUFERRUPS_ME, BESTUFERRUPS_RE } from "./bestuferrups.ts";
import { BESTUPS, BESTUPS_PATRIOT } from "./bestups.ts";
import { BICKER_SER } from "./bicker-ser.ts";
import { ETAPRO } from "./etapro.ts";
import { EVERUPS } from "./everups.ts";
import { GAMATRONIC } from "./gamatronic.ts";
import { ISBMEX } from "./isbmex.ts";
import { IVTSCD } from "./ivtscd.ts";
import { LIEBERT_ESP2, LIEBERT_ESP2_SPLIT, LIEBERT_ESP2_THREE } from "./liebert-esp2.ts";
import { LIEBERT_GXE } from "./liebert-gxe.ts";
import { MASTERGUARD, MASTERGUARD_SHORT } from "./masterguard.ts";
import { MEANWELL_NTU } from "./meanwell-ntu.ts";
import { METASYS } from "./metasys.ts";
import { MICRODOWELL } from "./microdowell.ts";
import { MICROSOL_BZ1500, MICROSOL_BZ2200BI, MICROSOL_BZ2200I } from "./microsol-apc.ts";
import { NHS_SER } from "./nhs-ser.ts";
import { NUTDRV_HASHX } from "./nutdrv-hashx.ts";
import { NUTDRV_SIEMENS_SITOP } from "./nutdrv-siemens-sitop.ts";
import { ONEAC_ON, ONEAC_OZ } from "./oneac.ts";
import { OPTIUPS_420E, OPTIUPS_PS, OPTIUPS_ZINTO } from "./optiups.ts";
import { POWERCOM_BNT, POWERCOM_IMP, POWERCOM_KIN, POWERCOM_OTHER, POWERCOM_TRUST } from "./powercom.ts";
import { POWERPANEL_BINARY, POWERPANEL_TEXT } from "./powerpanel.ts";
import { POWERVAR } from "./powervar.ts";
import { RAGTECH } from "./ragtech.ts";
import { RHINO } from "./rhino.ts";
import { RIELLO_GPSER, RIELLO_SENTR, RIELLO_THREE } from "./riello-ser.ts";
import { SAFENET } from "./safenet.ts";
import { SMS_SER, SMS_SER_STATES } from "./sms-ser.ts";
import { SOLIS_3, SOLIS_15, SOLIS_BACK_UPS } from "./solis.ts";
import { TRIPPLITE } from "./tripplite.ts";
import { TRIPPLITESU } from "./tripplitesu.ts";
import { UPSCODE2, UPSCODE2_THREE } from "./upscode2.ts";
import { VE_DIRECT, VE_DIRECT_MONITOR } from "./ve-direct.ts";
import { VICTRONUPS } from "./victronups.ts";

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
  POWERPANEL_TEXT,
  POWERPANEL_BINARY,
  ONEAC_OZ,
  ONEAC_ON,
  SAFENET,
  BICKER_SER,
  UPSCODE2,
  UPSCODE2_THREE,
  POWERCOM_TRUST,
  POWERCOM_KIN,
  POWERCOM_BNT,
  POWERCOM_IMP,
  POWERCOM_OTHER,
  RHINO,
  BELKIN,
  BELKIN_SHORT,
  BELKINUNV,
  TRIPPLITESU,
  TRIPPLITE,
  EVERUPS,
  NUTDRV_SIEMENS_SITOP,
  POWERVAR,
  ETAPRO,
  IVTSCD,
  ISBMEX,
  VICTRONUPS,
  MASTERGUARD,
  MASTERGUARD_SHORT,
  LIEBERT_ESP2,
  LIEBERT_ESP2_THREE,
  LIEBERT_ESP2_SPLIT,
  LIEBERT_GXE,
  APCMICROLINK,
  BCMXCP_ONE,
  BCMXCP_THREE,
  RAGTECH,
  OPTIUPS_420E,
  OPTIUPS_PS,
  OPTIUPS_ZINTO,
  SOLIS_15,
  SOLIS_3,
  SOLIS_BACK_UPS,
  MICROSOL_BZ2200I,
  MICROSOL_BZ1500,
  MICROSOL_BZ2200BI,
  SMS_SER,
  SMS_SER_STATES,
  VE_DIRECT,
  VE_DIRECT_MONITOR,
  BESTFCOM,
  BESTFCOM_FE,
  BESTFCOM_FD,
  BESTFCOM_MD,
  BESTUFERRUPS_ME,
  BESTUFERRUPS_RE,
  BESTUFERRUPS_MD,
  BESTFORTRESS,
  BESTFORTRESS_LOAD,
  BESTUPS,
  BESTUPS_PATRIOT,
  AL175,
  MEANWELL_NTU,
];
