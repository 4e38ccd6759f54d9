import { ABOUT } from "../cli/common-options.ts";
import type { Program } from "../cli/program.ts";
import { BOTH } from "../cli/program-table.ts";

export const SERVICE: Program = {
  starts: "ordinary",
  names: [],
  load: () => import("../setup/service/program.ts"),
  table: {
    name: "service",
    summary: "Have the daemons started at boot, looked after, and the UPS switched off at the end of a shutdown",
    operands: "install | remove | status | logs | drivers",
    examples: [
      "nutts service install --print",
      "sudo nutts service install",
      "nutts service status",
      "nutts service logs -f",
      "sudo nutts service remove",
    ],
    options: [
      { long: "print", help: "install, remove: print what would be done, whole, and do nothing" },
      { short: "y", long: "yes", help: "install, remove: do not ask" },
      { long: "one", help: "install: drivers and upsd in one process (nutts up)" },
      {
        long: "only",
        arg: "part",
        help: "install: of an installed NUT only this: upsd, upsmon or driver:UPS; repeatable",
      },
      {
        long: "init",
        arg: "name",
        help: "with --print: for this init (systemd, openrc, busybox) instead of the one here",
      },
      { long: "json", help: "status, and with --print: print JSON" },
      { short: "n", long: "lines", arg: "number", help: "logs: so many lines (100)" },
      { short: "f", long: "follow", help: "logs: go on with what comes" },
      ...ABOUT,
    ],
    about: BOTH,
  },
};
