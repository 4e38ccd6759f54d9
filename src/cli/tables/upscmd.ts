import type { ProgramTable } from "../program.ts";

/** Options of upscmd 2.8.5 (`Dlhu:p:t:wVW:`). */
export const UPSCMD: ProgramTable = {
  name: "upscmd",
  summary: "Run an instant command on a UPS, or list those that it has",
  operands: "<ups>[@<host>[:<port>]] [<command> [<value>]]",
  forgiving: true,
  examples: ["nutts upscmd -l ups@localhost", "nutts upscmd -w -u admin ups@localhost test.battery.start"],
  options: [
    { short: "l", help: "list the commands of the UPS" },
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
