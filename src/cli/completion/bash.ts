import type { ProgramTable } from "../program-table.ts";
import { type Argument, argumentOf, type CompletedPrograms, explained, operandsOf, spellings } from "./operands.ts";

const optionsOf = ({ options }: ProgramTable): readonly string[] => options.flatMap(spellings);

/** `upsc:-A | upsc:-W`: a pattern of program and option, for the options whose argument is of this kind. */
function before(programs: readonly ProgramTable[], wanted: Argument): string {
  const pairs = programs.flatMap(({ name, options }) =>
    options
      .filter((option) => argumentOf(option) === wanted)
      .flatMap(spellings)
      .map((option) => `${name}:${option}`),
  );
  return pairs.join(" | ");
}

function branch(program: ProgramTable, drivers: readonly string[]): string {
  const { words, ups, beforeUps, upses } = operandsOf(program, drivers);
  const lines = [`options="${optionsOf(program).join(" ")}"`, `words="${words.join(" ")}"`];
  if (ups) lines.push("ups=yes");
  if (beforeUps.length > 0) lines.push(`case $previous in ${beforeUps.join(" | ")}) words=$(_nutts_${upses}) ;; esac`);
  return `    ${program.name})\n${lines.map((line) => `      ${line}\n`).join("")}      ;;`;
}

/** A script for `source`, or for the folder of bash-completion under the name `nutts`. */
export function bashScript(completed: CompletedPrograms): string {
  const { programs, drivers } = completed;
  return `# Completion of nutts in bash, made from its option tables.
_nutts_served() { "\${COMP_WORDS[0]}" upsc -l 2>/dev/null </dev/null; }
_nutts_configured() { NUT_QUIET_INIT_BANNER=yes "\${COMP_WORDS[0]}" driver -l 2>/dev/null </dev/null; }

_nutts() {
  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD - 1]} program=\${COMP_WORDS[1]}
  local options= words= ups=
  COMPREPLY=()
  if ((COMP_CWORD == 1)); then
    words="${programs.map(({ name }) => name).join(" ")} help --help --version"
    mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
    return
  fi
  case $program:$previous in
    ${before(programs, "file")})
      compopt -o filenames 2>/dev/null
      mapfile -t COMPREPLY < <(compgen -f -- "$current")
      return
      ;;
    ${before(programs, "folder")})
      compopt -o filenames 2>/dev/null
      mapfile -t COMPREPLY < <(compgen -d -- "$current")
      return
      ;;
    ${before(programs, "ups")})
      mapfile -t COMPREPLY < <(compgen -W "$(_nutts_served)" -- "$current")
      return
      ;;
    ${before(programs, "other")})
      return
      ;;
  esac
  case $program in
${programs.map((program) => branch(program, drivers)).join("\n")}
    help)
      words="${explained(completed)
        .map(({ name }) => name)
        .join(" ")}"
      ;;
  esac
  if [[ $current == -* ]]; then
    words=$options
  elif [[ $ups == yes ]]; then
    words="$words $(_nutts_served)"
  fi
  mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
}
complete -F _nutts nutts
`;
}
