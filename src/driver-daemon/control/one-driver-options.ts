import { DAEMON } from "../../cli/common-options.ts";
import type { OptionTable } from "../../cli/options.ts";

/** Options of every driver of 2.8.5 (`a:s:kDFBd:hx:Lqr:u:g:Vi:c:P:`). */
export const ONE_DRIVER: OptionTable = {
  operands: "",
  options: [
    { short: "a", arg: "ups", help: "serve this UPS of ups.conf" },
    { short: "s", arg: "name", help: "serve a UPS that is not in ups.conf: all of it comes with -x, port at least" },
    { short: "x", arg: "option=value", help: "set an option of the driver, over what ups.conf says" },
    { short: "i", arg: "seconds", help: "poll this often" },
    { short: "d", arg: "updates", help: "read this often, print all variables and end" },
    { short: "L", help: "list the options of the driver, for programs" },
    { short: "k", help: "turn the load off now: the end of a shutdown" },
    { short: "c", arg: "command", help: "tell the driver that runs: reload, reload-or-error, reload-or-exit or exit" },
    { short: "P", arg: "pid", help: "tell this process instead" },
    ...DAEMON,
    { short: "g", arg: "group", help: "give the socket to this group" },
    { short: "V", help: "print the version" },
    { short: "h", long: "help", help: "print this help" },
  ],
};
