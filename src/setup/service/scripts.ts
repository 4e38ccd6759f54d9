/** What the shell scripts of ours have in common; they run in any POSIX shell. */
import { shellLine, shellWord } from "./plan/plan.ts";
import type { Site } from "./site.ts";

export const nutts = ({ layout }: Site, ...words: readonly string[]): string =>
  shellLine([...layout.program, ...words]);

/** The environment that a service manager would give: nut.conf, and where everything lies. */
export const environment = ({ facts }: Site): readonly string[] => [
  `NUT_CONFPATH=${shellWord(facts.confPath)}`,
  "export NUT_CONFPATH",
  ...(facts.statePath === "/run/nut" ? [] : [`NUT_STATEPATH=${shellWord(facts.statePath)}`, "export NUT_STATEPATH"]),
];

/** nut.conf is a fragment of shell; what it assigns is for the daemons. */
export const readNutConf = (indent = ""): readonly string[] =>
  ["set -a", '[ ! -r "$NUT_CONFPATH/nut.conf" ] || . "$NUT_CONFPATH/nut.conf"', "set +a"].map(
    (line) => `${indent}${line}`,
  );
