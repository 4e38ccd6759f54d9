import { VERSION_AND_HELP } from "../cli/common-options.ts";
import type { Program } from "../cli/program.ts";

/** Options of upsdrvctl 2.8.5 (`htu:r:DdFBVc:l`). */
export const DRIVER: Program = {
  starts: "daemon",
  names: ["upsdrvctl"],
  otherNames: true,
  operandsHaveHelp: true,
  load: () => import("../driver-daemon/program.ts"),
  table: {
    name: "driver",
    summary: "Start, stop and look at drivers; or be one",
    operands:
      "start|stop|shutdown|status|list [<ups>]\n       driver <driver> -a <ups> [OPTIONS]\n       driver devices [--json] [<word>...]",
    examples: [
      "nutts driver start",
      "nutts driver status",
      "nutts driver stop ups1",
      "nutts driver dummy-ups -a ups1 -F",
      "nutts driver devices back-ups es",
      "nutts driver usbhid-ups -s tmp -x port=auto -d 1",
    ],
    options: [
      { short: "l", help: "list the UPSes of ups.conf, one name a line" },
      {
        short: "c",
        arg: "command",
        help: "tell running drivers: reload, reload-or-error, reload-or-exit, exit or data-dump",
      },
      { short: "t", help: "say what would be done, and do nothing" },
      { short: "F", help: "start drivers in the foreground; twice: and write the PID file" },
      { short: "B", help: "start drivers in the background even with -D" },
      { short: "D", help: "raise the debug level" },
      { short: "d", help: "pass the debug level on to the drivers" },
      { short: "u", arg: "user", help: "drivers become this user when started by root" },
      { short: "r", arg: "dir", help: "drivers make this folder their root (needs root)" },
      ...VERSION_AND_HELP,
    ],
  },
};
