import { ABOUT, AUTHCONF, CONNECT } from "../cli/common-options.ts";
import type { Program } from "../cli/program.ts";
import { VERSION_FIRST } from "../cli/program-table.ts";

/** Options of upsc 2.8.5 (`DhlLcVW:j`). */
export const UPSC: Program = {
  starts: "fast",
  names: ["upsc"],
  load: () => import("../clients/upsc.ts"),
  table: {
    name: "upsc",
    summary: "Show the variables of a UPS",
    operands: "<upsname>[@<hostname>[:<port>]] [<variable>] | -l | -L [<hostname>[:<port>]] | -c <upsname>[@…]",
    forgiving: true,
    examples: ["nutts upsc ups@localhost", "nutts upsc ups@localhost ups.status", "nutts upsc -L"],
    options: [
      { short: "l", help: "list the UPSes of a server, one name a line" },
      { short: "L", help: "list the UPSes of a server with their descriptions" },
      { short: "c", help: "list the clients that are logged into a UPS" },
      { short: "j", long: "json", help: "print JSON" },
      AUTHCONF,
      CONNECT,
      ...ABOUT,
    ],
    about: VERSION_FIRST,
  },
};
