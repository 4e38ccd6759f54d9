import type { Program } from "../cli/program.ts";
import { BARE_HELP_FIRST } from "../cli/program-table.ts";

/** Options of nut-scanner 2.8.5 that are built, and some of ours. */
export const SCANNER: Program = {
  starts: "ordinary",
  names: ["nut-scanner"],
  load: () => import("../scanner/program.ts"),
  table: {
    name: "scanner",
    summary: "Find power devices and print their sections of ups.conf",
    operands: "",
    examples: [
      "nutts scanner -U",
      "nutts scanner -U --json",
      "nutts scanner --serial /dev/ttyS0",
      "nutts scanner -U --write",
    ],
    about: BARE_HELP_FIRST,
    options: [
      {
        short: "U",
        long: "usb_scan",
        help: "look on the USB buses; twice shows bus and busport, three times device, four times the release number",
      },
      {
        short: "E",
        long: "eaton_serial",
        arg: "ports",
        help: "look for Eaton devices (SHUT, XCP, Q1) on serial ports: auto, 0, 0-3, or paths with commas",
      },
      { long: "serial", arg: "ports", help: "look on serial ports for Q1 and its kin, APC's smart protocol and SHUT" },
      { short: "n", long: "nut_simulation_scan", help: "look for .dev and .seq files in the configuration folder" },
      { short: "C", long: "complete_scan", help: "look everywhere that can be looked (the default)" },
      {
        short: "Q",
        long: "disp_nut_conf_with_sanity_check",
        help: "print ups.conf with warnings about doubtful serials (the default)",
      },
      { short: "N", long: "disp_nut_conf", help: "print ups.conf" },
      { short: "P", long: "disp_parsable", help: "print one line for each device" },
      { long: "json", help: "print JSON" },
      { long: "write", help: "add the devices that ups.conf does not have yet; what it has stays as it is" },
      { short: "a", long: "available", help: "print what can be looked for" },
      { short: "q", long: "quiet", help: "print nothing but what was found" },
      { short: "D", long: "nut_debug_level", help: "raise the debug level" },
      { short: "V", long: "version", help: "print the version" },
      { short: "h", long: "help", help: "print this help" },
    ],
  },
};
