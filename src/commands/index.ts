import type { Program } from "../cli/program.ts";
import { CHECK } from "./check.ts";
import { COMPLETION } from "./completion.ts";
import { CONFORMANCE } from "./conformance.ts";
import { DOCTOR } from "./doctor.ts";
import { DRILL } from "./drill.ts";
import { DRIVER } from "./driver.ts";
import { INIT } from "./init.ts";
import { LINKS } from "./links.ts";
import { NOTIFY } from "./notify.ts";
import { SCANNER } from "./scanner.ts";
import { SERVICE } from "./service.ts";
import { UP } from "./up.ts";
import { UPSC } from "./upsc.ts";
import { UPSCMD } from "./upscmd.ts";
import { UPSD } from "./upsd.ts";
import { UPSLOG } from "./upslog.ts";
import { UPSMON } from "./upsmon.ts";
import { UPSRW } from "./upsrw.ts";
import { UPSSCHED } from "./upssched.ts";
import { UPSSCHED_CMD } from "./upssched-cmd.ts";
import { WEB } from "./web.ts";

export const PROGRAMS: readonly Program[] = [
  CHECK,
  COMPLETION,
  CONFORMANCE,
  DOCTOR,
  DRILL,
  DRIVER,
  INIT,
  LINKS,
  NOTIFY,
  SCANNER,
  SERVICE,
  UP,
  UPSC,
  UPSCMD,
  UPSD,
  UPSLOG,
  UPSMON,
  UPSRW,
  UPSSCHED_CMD,
  UPSSCHED,
  WEB,
];
