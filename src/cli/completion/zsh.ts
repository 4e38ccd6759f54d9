import { shellQuote } from "../../nut/shell-quote.ts";
import type { Option } from "../options.ts";
import type { ProgramTable } from "../program-table.ts";
import {
  type Argument,
  argumentOf,
  type CompletedPrograms,
  explained,
  operandsOf,
  spellings,
  type Topic,
} from "./operands.ts";

const ACTIONS: Readonly<Record<Argument, string>> = {
  file: "_files",
  folder: "_files -/",
  ups: "_nutts_served",
  other: " ",
};

const escaped = (text: string): string => text.replace(/[\\[\]:]/g, "\\$&");

/** One or two specifications for `_arguments`: `-A+[the file]:file:_files`. */
function optionSpecs(option: Option): readonly string[] {
  const argument = argumentOf(option);
  return spellings(option).map((name) => {
    const help = `[${escaped(option.help)}]`;
    if (argument === undefined) return shellQuote(`*${name}${help}`);
    return shellQuote(
      `*${name}${name.startsWith("--") ? "=" : "+"}${help}:${escaped(option.arg ?? "")}:${ACTIONS[argument]}`,
    );
  });
}

function branch(program: ProgramTable, drivers: readonly string[]): string {
  const { words, ups, beforeUps, upses } = operandsOf(program, drivers);
  const specs = [...program.options.flatMap(optionSpecs), "'1: :->first'", "'*: :->further'"];
  const first = [...(words.length > 0 ? [`compadd -- ${words.join(" ")}`] : []), ...(ups ? ["_nutts_served"] : [])];
  const further = beforeUps.length > 0 ? `[[ $line[1] == (${beforeUps.join("|")}) ]] && _nutts_${upses}` : "";
  return `    ${program.name})
      _arguments -s -S -C \\\n        ${specs.join(" \\\n        ")} && return
      case $state in
        first) ${first.join("; ")} ;;
        further) ${further} ;;
      esac
      ;;`;
}

const describedLines = (words: readonly Topic[]): string =>
  words.map(({ name, summary }) => shellQuote(`${name}:${escaped(summary)}`)).join("\n      ");

/** A file `_nutts` for a folder of fpath, or for `source` after compinit. */
export function zshScript(completed: CompletedPrograms): string {
  const { programs, drivers } = completed;
  return `#compdef nutts
# Completion of nutts in zsh, made from its option tables.
_nutts_served() { compadd -- \${(f)"$(nutts upsc -l 2>/dev/null </dev/null)"} }
_nutts_configured() { compadd -- \${(f)"$(NUT_QUIET_INIT_BANNER=yes nutts driver -l 2>/dev/null </dev/null)"} }

_nutts() {
  local curcontext="$curcontext" state state_descr
  local -a line
  local -A opt_args
  if ((CURRENT == 2)); then
    local -a programs
    programs=(
      ${describedLines(programs)}
    )
    _describe program programs
    return
  fi
  shift words
  ((CURRENT--))
  case $words[1] in
${programs.map((program) => branch(program, drivers)).join("\n")}
    help)
      local -a explained
      explained=(
      ${describedLines(explained(completed))}
      )
      _describe topic explained
      ;;
  esac
}
if [[ $funcstack[1] == _nutts ]]; then _nutts "$@"; else compdef _nutts nutts; fi
`;
}
