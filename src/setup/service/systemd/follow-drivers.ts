/** Makes the instances of nut-driver@.service follow the sections of ups.conf; run at boot and when the file was changed. */

import type { KnownUpses } from "../conf.ts";
import type { Argv } from "../plan/plan.ts";
import { instanceOf, SERVER } from "./names.ts";

export interface Instances {
  readonly commands: readonly Argv[];
  /** Instances whose section is missing from a file that cannot be read whole. */
  readonly spared: readonly string[];
}

/** `known`: the instances that systemd has. A section that an error may hide keeps its driver. */
export function followUpses({ upsnames, broken }: KnownUpses, known: readonly string[]): Instances {
  const wanted = upsnames.map(instanceOf);
  const gone = known.filter((unit) => !wanted.includes(unit));
  const fresh = wanted.filter((unit) => !known.includes(unit));
  const kept = wanted.filter((unit) => known.includes(unit));
  const all: readonly (readonly [units: readonly string[], ...words: readonly string[]])[] = [
    [broken ? [] : gone, "disable", "--now", "--no-block"],
    [fresh, "enable", "--now", "--no-block"],
    [kept, "reload-or-restart", "--no-block"],
    [[SERVER], "try-reload-or-restart", "--no-block"],
  ];
  return {
    commands: all.flatMap(([units, ...words]): readonly Argv[] =>
      units.length === 0 ? [] : [["systemctl", ...words, ...units]],
    ),
    spared: broken ? gone : [],
  };
}
