import { ABOUT } from "../common-options.ts";
import type { ProgramTable } from "../program.ts";

/** Options of upssched 2.8.5 (`DVhl`). */
export const UPSSCHED: ProgramTable = {
  name: "upssched",
  summary: "Start, cancel and run timers at notifications (the NOTIFYCMD of upsmon)",
  operands: "[<message>]",
  examples: ["NOTIFYCMD /usr/bin/nutts upssched   # in upsmon.conf", "nutts upssched -l"],
  options: [{ short: "l", help: "list the timers that run" }, ...ABOUT],
};
