import { VERSION_AND_HELP } from "../cli/common-options.ts";
import type { Program } from "../cli/program.ts";
import { BOTH } from "../cli/program-table.ts";

export const CHECK: Program = {
  starts: "ordinary",
  names: [],
  load: () => import("../setup/check/program.ts"),
  table: {
    name: "check",
    summary: "Look through the configuration and the machine, and say what is wrong and how to mend it",
    operands: "",
    examples: [
      "nutts check",
      "nutts check --fix",
      "nutts check --explain monitor-password",
      "nutts check --conf ./etc --json",
    ],
    options: [
      { long: "conf", arg: "dir", help: "look at this folder instead of NUT_CONFPATH or the usual one" },
      { long: "json", help: "print JSON" },
      { long: "fix", help: "mend what has a certain mend: shows it, asks, and keeps a copy of each file" },
      { long: "yes", help: "with --fix: do not ask" },
      { long: "explain", arg: "rule", help: "tell what a rule looks at, why, and what mends it" },
      { long: "rules", help: "list the rules" },
      { long: "runtime", arg: "[ups=]secs", help: "how long the battery lasts, for the rule timer-outlasts-battery" },
      ...VERSION_AND_HELP,
    ],
    notes: [
      "Ends with 0 when all is well or there are only notes, 1 when something is wrong, 2 for a wrong command line.",
    ],
    about: BOTH,
    usageExit: 2,
  },
};
