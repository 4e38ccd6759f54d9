import type { Program } from "../cli/program.ts";
import { BOTH } from "../cli/program-table.ts";

export const CONFORMANCE: Program = {
  starts: "ordinary",
  names: [],
  load: () => import("../clients/conformance/program.ts"),
  table: {
    name: "conformance",
    summary: "Ask a NUT server all that the protocol has, and tell which clients will stumble over the answers",
    operands: "<hostname>[:<port>]",
    examples: [
      "nutts conformance nas",
      "nutts conformance 192.168.1.5:3493 --ups ups --json",
      "nutts conformance nas --user admin --password-file secret --write ups.id",
    ],
    about: BOTH,
    options: [
      { long: "ups", arg: "upsname", help: "look at this UPS alone (all that are listed, up to eight)" },
      { long: "user", arg: "name", help: "try USERNAME and PASSWORD with this user" },
      { long: "password-file", arg: "file", help: "the first line of this file is the password" },
      { long: "write", arg: "variable", help: "set this variable to the value that it has" },
      { long: "timeout", arg: "seconds", help: "how long an answer is waited for (5)" },
      { long: "json", help: "print JSON" },
      { short: "V", long: "version", help: "print the version" },
      { short: "h", long: "help", help: "print this help" },
    ],
  },
};
