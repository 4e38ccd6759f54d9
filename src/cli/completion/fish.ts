import type { Option } from "../options.ts";
import type { ProgramTable } from "../program-table.ts";
import { type Argument, argumentOf, type CompletedPrograms, explained, operandsOf } from "./operands.ts";

const ARGUMENTS: Readonly<Record<Argument, string>> = {
  file: "-r -F",
  folder: "-x -a '(__fish_complete_directories)'",
  ups: "-x -a '(__nutts_served)'",
  other: "-x",
};

function optionLine(name: string, option: Option): string {
  const { short, long, help } = option;
  const argument = argumentOf(option);
  const words = [
    `complete -c nutts -n '__fish_seen_subcommand_from ${name}'`,
    ...(short === undefined ? [] : [`-s ${short}`]),
    ...(long === undefined ? [] : [`-l ${long}`]),
    ...(argument === undefined ? [] : [ARGUMENTS[argument]]),
    `-d ${fishQuote(help)}`,
  ];
  return words.join(" ");
}

const fishQuote = (text: string): string => `'${text.replace(/[\\']/g, "\\$&")}'`;

function operandLines(program: ProgramTable, drivers: readonly string[]): readonly string[] {
  const { words, ups, beforeUps, upses } = operandsOf(program, drivers);
  const when = `complete -c nutts -n '__fish_seen_subcommand_from ${program.name}`;
  return [
    ...(words.length > 0
      ? [`${when}; and not __fish_seen_subcommand_from ${words.join(" ")}' -a '${words.join(" ")}'`]
      : []),
    ...(ups ? [`${when}' -a '(__nutts_served)'`] : []),
    ...(beforeUps.length > 0
      ? [`${when}; and __fish_seen_subcommand_from ${beforeUps.join(" ")}' -a '(__nutts_${upses})'`]
      : []),
  ];
}

/** A file `nutts.fish` for fish's folder of completions. */
export function fishScript(completed: CompletedPrograms): string {
  const { programs, drivers } = completed;
  const lines = [
    "# Completion of nutts in fish, made from its option tables.",
    "function __nutts_served; nutts upsc -l 2>/dev/null </dev/null; end",
    "function __nutts_configured; NUT_QUIET_INIT_BANNER=yes nutts driver -l 2>/dev/null </dev/null; end",
    "complete -c nutts -f",
    ...programs.map(
      ({ name, summary }) => `complete -c nutts -n __fish_use_subcommand -a ${name} -d ${fishQuote(summary)}`,
    ),
    ...explained(completed).map(
      ({ name, summary }) =>
        `complete -c nutts -n '__fish_seen_subcommand_from help' -a ${name} -d ${fishQuote(summary)}`,
    ),
    ...programs.flatMap((program) => [
      ...program.options.map((option) => optionLine(program.name, option)),
      ...operandLines(program, drivers),
    ]),
  ];
  return `${lines.join("\n")}\n`;
}
