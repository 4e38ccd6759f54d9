/** oclif's help with options as getopt reads them: oclif itself would show `-W` as `-W, --W=<secs>`. And with topics. */
import { type Command, CommandHelp, Help, ux } from "@oclif/core";
import { HELP_TOPICS, topicText } from "./cli/topics/topics.ts";
import { PROGRAMS } from "./commands/index.ts";
import { didYouMean } from "./conf/suggest.ts";

class OptionHelp extends CommandHelp {
  protected override flagHelpLabel({ helpLabel, name }: Command.Flag.Any): string {
    return helpLabel ?? `--${name}`;
  }
}

/** For the name of a driver or of a C program. */
async function otherNameAdvice(word: string): Promise<string | undefined> {
  const program = PROGRAMS.find(({ names }) => names.includes(word));
  if (program) return `did you mean nutts help ${program.table.name}?`;
  const { findDriver } = await import("./drivers/registry.ts");
  return findDriver(word) && `did you mean nutts driver ${word} --help?`;
}

/** The word of `nutts help WORD`. */
const subjectOf = ([first, ...words]: readonly string[]): string | undefined =>
  first === "help" ? words.find((word) => !word.startsWith("-") && word !== "help") : undefined;

export default class extends Help {
  protected override CommandHelpClass = OptionHelp;

  override async showHelp(argv: string[]): Promise<void> {
    const subject = subjectOf(argv);
    const topic = HELP_TOPICS.find(({ name }) => name === subject?.toLowerCase());
    if (topic) this.log(topicText(topic).trimEnd());
    else if (subject === undefined || this.config.findCommand(subject)) await super.showHelp(argv);
    else await this.refuse(subject);
  }

  protected override async showRootHelp(): Promise<void> {
    await super.showRootHelp();
    this.log(this.formatTopics(HELP_TOPICS.map(({ name, summary }) => ({ name, description: summary }))));
    this.log("\nnutts help COMMAND or TOPIC tells more of it.");
  }

  private async refuse(subject: string): Promise<void> {
    const known = [...this.config.commandIDs, ...HELP_TOPICS.map(({ name }) => name)];
    const advice = (await otherNameAdvice(subject)) ?? didYouMean(subject, known);
    ux.error(`there is no command and no topic called ${subject}; ${advice ?? "nutts help lists them"}`, { exit: 2 });
  }
}
