import { VERSION_AND_HELP } from "../cli/common-options.ts";
import type { Program } from "../cli/program.ts";
import { BOTH } from "../cli/program-table.ts";

export const DOCTOR: Program = {
  starts: "ordinary",
  names: [],
  load: () => import("../setup/doctor/program.ts"),
  table: {
    name: "doctor",
    summary:
      "Check the files, then what runs: servers, logins, devices, services; say whether this machine is protected",
    operands: "",
    examples: ["sudo nutts doctor", "nutts doctor --json", "nutts doctor --explain device-node"],
    options: [
      { long: "conf", arg: "dir", help: "look at this folder instead of NUT_CONFPATH or the usual one" },
      { long: "json", help: "print JSON" },
      { long: "explain", arg: "row", help: "tell what a row looks at, why, and what mends it" },
      { long: "rows", help: "list what is looked at" },
      ...VERSION_AND_HELP,
    ],
    notes: ["Ends with 0 when all is well and the machine is protected, 1 when not, 2 for a wrong command line."],
    about: BOTH,
    usageExit: 2,
  },
};
