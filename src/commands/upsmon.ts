import { BACKGROUND, DEBUG_IN_FOREGROUND, TO_PROCESS, VERSION_AND_HELP } from "../cli/common-options.ts";
import type { Program } from "../cli/program.ts";
import { HELP_FIRST } from "../cli/program-table.ts";
import { VERSION } from "../nut/version.ts";

const TLS = `Using NUT libupsclient library version ${VERSION} built with SSL support: OpenSSL\n`;

/** Options of upsmon 2.8.5 (`DFBhic:P:f:pu:VK46W:`) and `--dry-run`, which is ours. */
export const UPSMON: Program = {
  starts: "daemon",
  names: ["upsmon"],
  load: () => import("../upsmon/program.ts"),
  table: {
    name: "upsmon",
    summary: "Watch UPSes, tell people, and shut this machine down when it must be",
    operands: "",
    examples: [
      "nutts upsmon",
      "nutts upsmon -c fsd",
      "nutts upsmon --dry-run",
      "nutts upsmon -K && upsdrvctl shutdown",
    ],
    options: [
      {
        short: "c",
        arg: "command",
        help: "send a command to the upsmon that runs: fsd (shut down now, with everything that hangs on our UPSes), reload or stop",
      },
      TO_PROCESS,
      { short: "K", help: "end with 0 when POWERDOWNFLAG is set, else with 1" },
      { long: "health", help: "say whether this machine is protected; end with 0 when it is, else with 1" },
      { long: "dry-run", help: "do everything but write POWERDOWNFLAG and run SHUTDOWNCMD, which are reported" },
      DEBUG_IN_FOREGROUND,
      { short: "F", help: "stay in the foreground" },
      BACKGROUND,
      { short: "f", arg: "file", help: "read this file instead of upsmon.conf" },
      {
        short: "p",
        help: "stay one process, with all rights, instead of a privileged parent and an unprivileged child",
      },
      { short: "u", arg: "user", help: "user of the child, where the file has no RUN_AS_USER (not with -p)" },
      { short: "4", help: "connect by IPv4 only" },
      { short: "6", help: "connect by IPv6 only" },
      { short: "W", arg: "secs", help: "give up connecting after this many seconds (10)" },
      ...VERSION_AND_HELP,
      { short: "i", help: "obsolete: prints this help" },
    ],
    about: { ...HELP_FIRST, alsoHelp: "i", builtWith: { text: TLS, at: "before" } },
  },
};
