import { ABOUT, RUN_AS } from "../cli/common-options.ts";
import type { Program } from "../cli/program.ts";
import { HELP_FIRST } from "../cli/program-table.ts";

/** Options of `nutts up`, which the C project does not have. */
export const UP: Program = {
  starts: "daemon",
  names: [],
  load: () => import("../up/program.ts"),
  table: {
    name: "up",
    summary: "Run drivers, upsd, upsmon and the dashboard in one process, in the foreground",
    operands: "",
    examples: ["nutts up --demo", "nutts up", "NUT_CONFPATH=./etc nutts up -D"],
    options: [
      { long: "demo", help: "show a simulated UPS going through an outage; needs no configuration and no device" },
      { long: "port", arg: "port", help: "with --demo: the TCP port to try first (3493)" },
      { long: "web", arg: "address:port", help: "where the dashboard listens (127.0.0.1:8080)" },
      { long: "no-web", help: "no dashboard" },
      { long: "no-upsmon", help: "no upsmon: another process watches the UPSes for this machine" },
      RUN_AS,
      ...ABOUT,
    ],
    about: HELP_FIRST,
  },
};
