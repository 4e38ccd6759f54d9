import { ABOUT, AUTHCONF, CONNECT } from "../cli/common-options.ts";
import type { Program } from "../cli/program.ts";
import { HELP_FIRST } from "../cli/program-table.ts";

export const DRILL: Program = {
  starts: "ordinary",
  names: [],
  load: () => import("../drill/program.ts"),
  table: {
    name: "drill",
    summary: "Rehearse a power failure with nothing switched off",
    operands: "[<ups>]",
    examples: [
      "nutts drill",
      "nutts drill --runtime 20m --secondaries 2",
      "nutts drill --shutdown-time 5m ups@nas",
      "nutts drill --live",
    ],
    options: [
      {
        long: "runtime",
        arg: "time",
        help: "how long the batteries last (20m, 1h30m), or UPS=TIME for one; else as the server says",
      },
      {
        long: "shutdown-time",
        arg: "time",
        help: "how long a machine needs to shut down (2m), or NAME=TIME for one of them",
      },
      {
        long: "secondaries",
        arg: "number",
        help: "so many secondaries, in place of those that are logged in now; STAGE=NUMBER for a stage",
      },
      {
        long: "live",
        help: "hold a drill on the server: every upsmon of nutts says what it would do, and tells people, marked as a drill",
      },
      { long: "wait", arg: "time", help: "with --live: how long to wait for answers (30s)" },
      { short: "u", arg: "username", help: "with --live: a user of upsd.users with actions = FSD" },
      { short: "p", arg: "password", help: "password of the user; asked for when missing (others can see it in ps)" },
      { long: "json", help: "print JSON" },
      AUTHCONF,
      CONNECT,
      ...ABOUT,
    ],
    about: HELP_FIRST,
  },
};
