import { ABOUT, AUTHCONF } from "../cli/common-options.ts";
import type { Program } from "../cli/program.ts";
import { HELP_FIRST } from "../cli/program-table.ts";

export const DRILL: Program = {
  starts: "ordinary",
  names: [],
  load: () => import("../drill/program.ts"),
  table: {
    name: "drill",
    summary: "Rehearse a power failure with nothing switched off",
    operands: "[<ups>]",
    examples: ["nutts drill", "nutts drill --runtime 20m --secondaries 2", "nutts drill ups@nas --shutdown-time 5m"],
    options: [
      {
        long: "runtime",
        arg: "time",
        help: "how long the batteries last (20m, 1h30m), or UPS=TIME for one; else as the server says",
      },
      {
        long: "shutdown-time",
        arg: "time",
        help: "how long a machine needs to shut down (2m), or NAME=TIME for one of them",
      },
      { long: "secondaries", arg: "number", help: "so many secondaries, in place of those that are logged in now" },
      { long: "json", help: "print JSON" },
      AUTHCONF,
      ...ABOUT,
    ],
    about: HELP_FIRST,
  },
};
