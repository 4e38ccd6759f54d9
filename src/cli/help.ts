/** oclif's help with options as getopt reads them: oclif itself would show `-W` as `-W, --W=<secs>`. */
import { type Command, CommandHelp, Help } from "@oclif/core";

class OptionHelp extends CommandHelp {
  protected override flagHelpLabel({ helpLabel, name }: Command.Flag.Any): string {
    return helpLabel ?? `--${name}`;
  }
}

export default class extends Help {
  protected override CommandHelpClass = OptionHelp;
}
