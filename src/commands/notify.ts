import { ABOUT } from "../cli/common-options.ts";
import type { Program } from "../cli/program.ts";
import { BOTH } from "../cli/program-table.ts";

export const NOTIFY: Program = {
  starts: "fast",
  names: [],
  load: () => import("../clients/notify.ts"),
  table: {
    name: "notify",
    summary: "Send notifications through the channels of notify.conf (the NOTIFYCMD of upsmon)",
    operands: "<message> | test [<channel>] | boot | halt | queue | watch <ups> <variable>...",
    examples: [
      "nutts notify test",
      "NOTIFYCMD /usr/bin/nutts notify   # in upsmon.conf",
      "nutts notify watch ups@localhost battery.charge",
    ],
    options: [{ short: "f", arg: "file", help: "read this file instead of notify.conf" }, ...ABOUT],
    about: BOTH,
  },
};
