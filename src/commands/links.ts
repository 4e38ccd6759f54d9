import { ABOUT } from "../cli/common-options.ts";
import type { Program } from "../cli/program.ts";
import { BOTH } from "../cli/program-table.ts";

export const LINKS: Program = {
  starts: "ordinary",
  names: [],
  load: () => import("../setup/links/program.ts"),
  table: {
    name: "links",
    summary: "Make links with the names of the C programs, so that existing scripts and units go on working",
    operands: "<dir>",
    examples: [
      "sudo nutts links /usr/local/sbin",
      "nutts links --print ~/bin",
      "sudo nutts links --remove /usr/local/sbin",
    ],
    options: [
      { long: "print", help: "print what would be done, and do nothing" },
      { long: "remove", help: "remove the links in the folder that lead to nutts" },
      { long: "json", help: "print JSON" },
      ...ABOUT,
    ],
    about: BOTH,
  },
};
