import { ABOUT, AUTHCONF, CHANGE, CONNECT } from "../cli/common-options.ts";
import type { Program } from "../cli/program.ts";
import { VERSION_FIRST } from "../cli/program-table.ts";

/** Options of upscmd 2.8.5 (`Dlhu:p:t:wVW:`). */
export const UPSCMD: Program = {
  starts: "fast",
  names: ["upscmd"],
  load: () => import("../clients/upscmd.ts"),
  table: {
    name: "upscmd",
    summary: "Run an instant command on a UPS, or list those that it has",
    operands: "<ups>[@<host>[:<port>]] [<command> [<value>]]",
    forgiving: true,
    examples: ["nutts upscmd -l ups@localhost", "nutts upscmd -w -u admin ups@localhost test.battery.start"],
    options: [
      { short: "l", help: "list the commands of the UPS" },
      ...CHANGE,
      AUTHCONF,
      CONNECT,
      { long: "json", help: "with -l: print JSON" },
      ...ABOUT,
    ],
    about: VERSION_FIRST,
  },
};
