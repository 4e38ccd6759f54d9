import { ABOUT, AUTHCONF, CHANGE, CONNECT } from "../cli/common-options.ts";
import type { Program } from "../cli/program.ts";
import { VERSION_FIRST } from "../cli/program-table.ts";

/** Options of upsrw 2.8.5 (`Dhls:p:t:u:wVW:`). */
export const UPSRW: Program = {
  starts: "fast",
  names: ["upsrw"],
  load: () => import("../clients/upsrw.ts"),
  table: {
    name: "upsrw",
    summary: "Set a variable of a UPS, or list those that can be set",
    operands: "<ups>[@<host>[:<port>]]",
    forgiving: true,
    examples: ["nutts upsrw ups@localhost", "nutts upsrw -w -u admin -s battery.charge.low=30 ups@localhost"],
    options: [
      { short: "l", help: "list the variables that can be set (so does no -s)" },
      { short: "s", arg: "variable[=value]", help: "set this variable; the value is asked for when missing" },
      ...CHANGE,
      AUTHCONF,
      CONNECT,
      { long: "json", help: "with -l: print JSON" },
      ...ABOUT,
    ],
    about: VERSION_FIRST,
  },
};
