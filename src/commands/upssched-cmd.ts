import { ABOUT } from "../cli/common-options.ts";
import type { Program } from "../cli/program.ts";
import { BOTH } from "../cli/program-table.ts";

export const UPSSCHED_CMD: Program = {
  starts: "fast",
  names: ["upssched-cmd"],
  load: () => import("../clients/upssched-cmd.ts"),
  table: {
    name: "upssched-cmd",
    summary: "Do what upssched-cmd.conf says for a timer or event (a CMDSCRIPT that needs no shell script)",
    operands: "<name>...",
    examples: [
      "CMDSCRIPT /usr/bin/nutts upssched-cmd   # in upssched.conf",
      "nutts upssched-cmd onbattwarn",
      "nutts upssched-cmd --test nas",
    ],
    options: [
      { short: "f", arg: "file", help: "read this file instead of upssched-cmd.conf" },
      {
        long: "test",
        help: "log in to the hosts of these sections (of all without a name), and say what would be done",
      },
      { long: "wake", help: "when the power of these UPSes is back, wake what was shut down, and tell how it went" },
      { short: "n", help: "say what would be done, and do nothing" },
      ...ABOUT,
    ],
    about: BOTH,
  },
};
