import type { ProgramTable } from "../program.ts";

/** Options of upsrw 2.8.5 (`Dhls:p:t:u:wVW:`). */
export const UPSRW: ProgramTable = {
  name: "upsrw",
  summary: "Set a variable of a UPS, or list those that can be set",
  operands: "<ups>[@<host>[:<port>]]",
  forgiving: true,
  examples: ["nutts upsrw ups@localhost", "nutts upsrw -w -u admin -s battery.charge.low=30 ups@localhost"],
  options: [
    { short: "l", help: "list the variables that can be set (so does no -s)" },
    { short: "s", arg: "variable[=value]", help: "set this variable; the value is asked for when missing" },
    { short: "u", arg: "username", help: "user of upsd.users; asked for when missing" },
    { short: "p", arg: "password", help: "password of the user; asked for when missing (others can see it in ps)" },
    { short: "w", help: "wait until the driver has done it, and print the result" },
    { short: "t", arg: "secs", help: "with -w: how long to wait (10)" },
    { short: "W", arg: "secs", help: "give up connecting after this many seconds (10; 0 waits)" },
    { long: "json", help: "with -l: print JSON" },
    { short: "D", help: "raise the debug level" },
    { short: "V", help: "print the version" },
    { short: "h", help: "print this help" },
  ],
};
