import { ABOUT } from "../cli/common-options.ts";
import type { Program } from "../cli/program.ts";
import { BOTH } from "../cli/program-table.ts";

export const COMPLETION: Program = {
  starts: "ordinary",
  names: [],
  load: () => import("../cli/completion/program.ts"),
  table: {
    name: "completion",
    summary: "Print what makes a shell complete commands, options and UPSes of nutts",
    operands: "bash|fish|zsh",
    examples: [
      "source <(nutts completion bash)                                # in ~/.bashrc",
      "nutts completion fish > ~/.config/fish/completions/nutts.fish",
      "nutts completion zsh > ~/.zfunc/_nutts                         # a folder of fpath",
    ],
    options: [...ABOUT],
    about: BOTH,
  },
};
