import { AUTHCONF, CONNECT, DEBUG_IN_FOREGROUND, RUN_AS, VERSION_AND_HELP } from "../cli/common-options.ts";
import type { Program } from "../cli/program.ts";
import { VERSION_FIRST } from "../cli/program-table.ts";

/** Options of upslog 2.8.5 (`hDs:l:i:d:Nf:u:Vp:FBm:W:`). */
export const UPSLOG: Program = {
  starts: "daemon",
  names: ["upslog"],
  load: () => import("../clients/upslog/program.ts"),
  table: {
    name: "upslog",
    summary: "Write values of UPSes into files, again and again",
    operands: "[<ups> <logfile> <interval> [<format>…]]",
    examples: ["nutts upslog -s ups@localhost -l -", "nutts upslog -N -i 60 -m '*@nas,/var/log/ups.log'"],
    options: [
      { short: "s", arg: "ups", help: "the UPS to log, ups[@host[:port]]; * as ups is every UPS of the host" },
      { short: "l", arg: "logfile", help: "the file to write into; - is standard output" },
      { short: "m", arg: "ups,logfile", help: "both in one; can be given again and again" },
      { short: "i", arg: "secs", help: "seconds between updates (30)" },
      { short: "d", arg: "count", help: "end after so many updates" },
      { short: "f", arg: "format", help: "what to write of each UPS" },
      { short: "N", help: "begin each line with the UPS and a tab" },
      { long: "json", help: "write a line of JSON instead, with the variables that the format names" },
      { short: "p", arg: "base", help: "name of the PID file without .pid, or its path (upslog)" },
      RUN_AS,
      { short: "F", help: "stay in the foreground, even when writing into a file" },
      { short: "B", help: "go to the background, even when writing to standard output" },
      AUTHCONF,
      CONNECT,
      DEBUG_IN_FOREGROUND,
      ...VERSION_AND_HELP,
    ],
    notes: [
      "In a format:",
      "  %%               a percent sign",
      "  %t               a tab",
      "  %TIME format%    the time by strftime(3), with @ instead of %",
      "  %ETIME%          seconds since 1970",
      "  %HOST%           the name of this machine",
      "  %UPSHOST%        the UPS as given with -s or -m",
      "  %PID%            the process number of upslog",
      "  %VAR variable%   the value of a variable, NA when there is none",
      "",
      "The default is:",
      "  %TIME @Y@m@d @H@M@S% %VAR battery.charge% %VAR input.voltage% %VAR ups.load% [%VAR ups.status%]",
      "  %VAR ups.temperature% %VAR input.frequency%",
    ],
    about: VERSION_FIRST,
  },
};
