import { ABOUT, AUTHCONF, RUN_AS } from "../cli/common-options.ts";
import type { Program } from "../cli/program.ts";
import { HELP_FIRST } from "../cli/program-table.ts";

/** Options of `nutts web`, which the C project does not have. */
export const WEB: Program = {
  starts: "daemon",
  names: [],
  load: () => import("../web/program.ts"),
  table: {
    name: "web",
    summary: "Show UPSes to browsers, widgets and monitoring: dashboard, REST, metrics",
    operands: "[<host>[:<port>]…]",
    examples: ["nutts web", "nutts web localhost nas:3493", "nutts web --listen 0.0.0.0:8080 nas"],
    options: [
      { long: "listen", arg: "address:port", help: "where to listen (127.0.0.1:8080)" },
      { long: "host", arg: "name", help: "a name by which browsers may call this server; can be given again" },
      { long: "control", help: "let those who are logged in run commands and set variables" },
      { long: "history", arg: "folder", help: "where curves, energy, outages and events are kept; off: nowhere" },
      { long: "metrics", arg: "schemes", help: "what /metrics has: network_ups_tools, nut, ups (the first)" },
      { long: "settings", arg: "file", help: "PeaNUT's settings.yml" },
      { long: "proxy", arg: "address", help: "trust this proxy, which says who has logged in; can be given again" },
      { long: "cert", arg: "file", help: "the certificate of HTTPS, as PEM" },
      { long: "key", arg: "file", help: "its key, as PEM" },
      AUTHCONF,
      RUN_AS,
      ...ABOUT,
    ],
    about: HELP_FIRST,
  },
};
