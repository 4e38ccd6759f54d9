import { ABOUT } from "../common-options.ts";
import type { ProgramTable } from "../program.ts";

export const UPSSCHED_CMD: ProgramTable = {
  name: "upssched-cmd",
  summary: "Do what upssched-cmd.conf says for a timer or event (a CMDSCRIPT that needs no shell script)",
  operands: "<name>...",
  examples: ["CMDSCRIPT /usr/bin/nutts upssched-cmd   # in upssched.conf", "nutts upssched-cmd onbattwarn"],
  options: [
    { short: "f", arg: "file", help: "read this file instead of upssched-cmd.conf" },
    { short: "n", help: "say what would be done, and do nothing" },
    ...ABOUT,
  ],
};
