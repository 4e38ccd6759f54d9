import { DAEMON, TO_PROCESS, VERSION_AND_HELP } from "../cli/common-options.ts";
import type { Program } from "../cli/program.ts";
import { HELP_FIRST } from "../cli/program-table.ts";

const TLS = "NUT data server was built with SSL support: OpenSSL; with client certificate validation\n";

/** Options of upsd 2.8.5 (`h46p:qr:i:fu:Vc:P:DFB`). */
export const UPSD: Program = {
  starts: "daemon",
  names: ["upsd"],
  load: () => import("../upsd/program.ts"),
  table: {
    name: "upsd",
    summary: "Serve the UPSes of ups.conf on the network",
    operands: "",
    examples: ["nutts upsd -F", "nutts upsd -c reload", "nutts upsd -DD"],
    options: [
      {
        short: "c",
        arg: "command",
        help: "send a command to the server that runs: reload (read the files again) or stop",
      },
      TO_PROCESS,
      ...DAEMON,
      { short: "4", help: "serve IPv4 only" },
      { short: "6", help: "serve IPv6 only" },
      { short: "i", arg: "address", help: "obsolete: use LISTEN in upsd.conf" },
      { short: "p", arg: "port", help: "obsolete: use LISTEN in upsd.conf" },
      { short: "f", help: "obsolete, ignored" },
      ...VERSION_AND_HELP,
    ],
    about: { ...HELP_FIRST, builtWith: { text: TLS, at: "after" } },
  },
};
