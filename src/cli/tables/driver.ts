import { DAEMON, VERSION_AND_HELP } from "../common-options.ts";
import type { OptionTable } from "../options.ts";
import type { ProgramTable } from "../program.ts";

/** Options of upsdrvctl 2.8.5 (`htu:r:DdFBVc:l`). */
export const DRIVER: ProgramTable = {
  name: "driver",
  summary: "Start, stop and look at drivers; or be one",
  operands:
    "start|stop|shutdown|status|list [<ups>]\n       driver <driver> -a <ups> [OPTIONS]\n       driver devices [--json] [<word>...]",
  examples: [
    "nutts driver start",
    "nutts driver status",
    "nutts driver stop ups1",
    "nutts driver dummy-ups -a ups1 -F",
    "nutts driver devices back-ups es",
    "nutts driver usbhid-ups -s tmp -x port=auto -d 1",
  ],
  options: [
    { short: "l", help: "list the UPSes of ups.conf, one name a line" },
    {
      short: "c",
      arg: "command",
      help: "tell running drivers: reload, reload-or-error, reload-or-exit, exit or data-dump",
    },
    { short: "t", help: "say what would be done, and do nothing" },
    { short: "F", help: "start drivers in the foreground; twice: and write the PID file" },
    { short: "B", help: "start drivers in the background even with -D" },
    { short: "D", help: "raise the debug level" },
    { short: "d", help: "pass the debug level on to the drivers" },
    { short: "u", arg: "user", help: "drivers become this user when started by root" },
    { short: "r", arg: "dir", help: "drivers make this folder their root (needs root)" },
    ...VERSION_AND_HELP,
  ],
};

/** The list of devices. */
export const DEVICES: OptionTable = {
  operands: "[<word>...]",
  options: [
    { long: "json", help: "print JSON" },
    { short: "h", long: "help", help: "print this help" },
  ],
};

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
