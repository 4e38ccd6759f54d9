import type { ProgramTable } from "../program.ts";

/** Options of upsd 2.8.5 (`h46p:qr:i:fu:Vc:P:DFB`). */
export const UPSD: ProgramTable = {
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
    { short: "P", arg: "pid", help: "send it to this process instead of the one in the PID file" },
    { short: "D", help: "raise the debug level, and stay in the foreground" },
    { short: "F", help: "stay in the foreground; twice: and write the PID file" },
    { short: "B", help: "go to the background even with -D" },
    { short: "q", help: "send less to syslog" },
    { short: "r", arg: "dir", help: "make this folder the root (needs root)" },
    { short: "u", arg: "user", help: "become this user when started by root" },
    { short: "4", help: "serve IPv4 only" },
    { short: "6", help: "serve IPv6 only" },
    { short: "i", arg: "address", help: "obsolete: use LISTEN in upsd.conf" },
    { short: "p", arg: "port", help: "obsolete: use LISTEN in upsd.conf" },
    { short: "f", help: "obsolete, ignored" },
    { short: "V", help: "print the version" },
    { short: "h", help: "print this help" },
  ],
};
