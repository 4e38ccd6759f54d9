import { VERSION_AND_HELP } from "../cli/common-options.ts";
import type { Program } from "../cli/program.ts";
import { BOTH } from "../cli/program-table.ts";

export const INIT: Program = {
  starts: "ordinary",
  names: [],
  load: () => import("../setup/init/program.ts"),
  table: {
    name: "init",
    summary: "Set this machine up: find the UPS, name it, write the files, and show its first reading",
    operands: "",
    examples: [
      "nutts init",
      "nutts init --yes",
      "nutts init --yes --role netserver --preset synology,qnap",
      "nutts init --yes --role netserver --stage nas=charge:80",
      "nutts init --server ups@nas --user monuser --password-file secret.txt",
      "nutts init --print --ups ups=nutdrv_qx:/dev/ttyS0 --battery 20.4-27.6",
      "nutts init --undo",
    ],
    options: [
      { long: "yes", help: "ask nothing: what is not given is taken as it is usual, and what was shown is written" },
      { long: "print", help: "show what would be written, and write nothing" },
      { long: "conf", arg: "dir", help: "set up this folder instead of NUT_CONFPATH or the usual one" },
      { long: "role", arg: "role", help: "standalone (this machine only), netserver (serve the network), netclient" },
      { long: "ups", arg: "name=driver:port", help: "a UPS in place of those that are found; ,OPTION=VALUE follows" },
      { long: "serial", arg: "ports", help: "look on serial ports too: auto, 0, 0-3, or paths with commas" },
      { long: "battery", arg: "[ups=]low-high", help: "volts of the battery when empty and when full" },
      { long: "start-delay", arg: "secs", help: "seconds of mains before the UPS gives power again; 0 leaves it" },
      { long: "restart-charge", arg: "percent", help: "charge before the UPS gives power again; 0 leaves it" },
      {
        long: "shutdown-return",
        arg: "yes|no",
        help: "upsmon tells the UPS to go off at the end, and on with the mains",
      },
      { long: "preset", arg: "name[=ups]", help: "serve synology, qnap, home-assistant or unifi; several with commas" },
      {
        long: "stage",
        arg: "name[@ups]=limit",
        help: "a UPS that leaves earlier: charge:60, runtime:600 or onbattery:300",
      },
      { long: "listen", arg: "address[:port]", help: "where upsd listens; may be repeated" },
      { long: "server", arg: "ups@host[:port]", help: "be a client of this server; with a preset, HOST is enough" },
      { long: "user", arg: "name", help: "user of that server" },
      { long: "password-file", arg: "file", help: "where that user's password stands; - is standard input" },
      { long: "no-reading", help: "do not open the devices" },
      { long: "no-service", help: "install no services" },
      {
        long: "only",
        arg: "part",
        help: "take over only this of an installed NUT: upsd, upsmon or driver:UPS; repeatable",
      },
      { long: "undo", help: "put back the files that were there before the last nutts init" },
      { long: "json", help: "print JSON; with --yes or --print" },
      ...VERSION_AND_HELP,
    ],
    notes: [
      "Ends with 0 when all is set up, 1 when something failed or was declined, 2 for a wrong command line, 3 when the",
      "rest needs root, and 130 when it was left at a question.",
    ],
    about: BOTH,
    usageExit: 2,
  },
};
