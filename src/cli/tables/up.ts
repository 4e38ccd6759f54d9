import { ABOUT, RUN_AS } from "../common-options.ts";
import type { ProgramTable } from "../program.ts";

/** Options of `nutts up`, which the C project does not have. */
export const UP: ProgramTable = {
  name: "up",
  summary: "Run the drivers of ups.conf and upsd in one process, in the foreground",
  operands: "",
  examples: ["nutts up --demo", "nutts up", "NUT_CONFPATH=./etc nutts up -D"],
  options: [
    { long: "demo", help: "show a simulated UPS going through an outage; needs no configuration and no device" },
    { long: "port", arg: "port", help: "with --demo: the TCP port to try first (3493)" },
    RUN_AS,
    ...ABOUT,
  ],
};
