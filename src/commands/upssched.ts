import { ABOUT } from "../cli/common-options.ts";
import type { Program } from "../cli/program.ts";
import { BOTH } from "../cli/program-table.ts";

/** Options of upssched 2.8.5 (`DVhl`). */
export const UPSSCHED: Program = {
  starts: "fast",
  names: ["upssched"],
  load: () => import("../upssched/main.ts"),
  table: {
    name: "upssched",
    summary: "Start, cancel and run timers at notifications (the NOTIFYCMD of upsmon)",
    operands: "[<message>]",
    examples: ["NOTIFYCMD /usr/bin/nutts upssched   # in upsmon.conf", "nutts upssched -l"],
    options: [{ short: "l", help: "list the timers that run" }, ...ABOUT],
    about: BOTH,
  },
};
