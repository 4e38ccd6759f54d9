import { basename } from "node:path";
import { lateHook } from "../late-hook.ts";
import { isPackaged, servesHere } from "../layout.ts";
import { type Argv, run, type Step } from "../plan/plan.ts";
import type { Site } from "../site.ts";
import { CONF_WATCH, DRIVER_TARGET, ENUMERATOR, instanceOf, MONITOR, ONE, SERVER, TARGET } from "./names.ts";
import { unitText } from "./unit-text.ts";
import { unitsOf } from "./units.ts";

export const UNITS = "/etc/systemd/system";
const TMPFILES = "/etc/tmpfiles.d/nutts.conf";

const systemctl = (...words: readonly string[]): Argv => ["systemctl", ...words];
const RELOAD = systemctl("daemon-reload");

/** What is started at boot: the target brings the rest. */
const allEnabled = ({ layout }: Site): readonly string[] => [
  TARGET,
  MONITOR,
  ...(layout.kind === "one"
    ? [ONE, `${CONF_WATCH}.path`]
    : [DRIVER_TARGET, SERVER, `${ENUMERATOR}.path`, ...layout.upsnames.map(instanceOf)]),
];

/** What ran before is started at boot already, as the C project has it. */
const enabledUnits = (site: Site): readonly string[] =>
  site.layout.parts === undefined
    ? allEnabled(site)
    : unitsOf(site).flatMap(({ name }) => (site.standing.active.has(name) ? [] : [name]));

const startedUnits = (site: Site): readonly string[] =>
  site.layout.parts === undefined
    ? [...allEnabled(site).filter((unit) => unit !== TARGET), TARGET]
    : unitsOf(site).map(({ name }) => name);

function files(site: Site): readonly Step[] {
  const { facts, layout } = site;
  const tmpfiles = `# Written by nutts service: the sockets of drivers.\nd ${facts.statePath} 0770 root ${facts.distribution.group} -\n`;
  const hook: readonly Step[] =
    facts.init.hook && servesHere(layout) && layout.parts === undefined
      ? [{ kind: "file", path: facts.init.hook.path, text: lateHook(site), mode: 0o755 }]
      : [];
  if (isPackaged(layout)) return [];
  return [
    { kind: "file", path: TMPFILES, text: tmpfiles, mode: 0o644 },
    ...unitsOf(site).map(
      (unit): Step => ({ kind: "file", path: `${UNITS}/${unit.name}`, text: unitText(unit), mode: 0o644 }),
    ),
    ...hook,
  ];
}

/** What ran before, of the C project perhaps, runs again when the plan is undone. */
function before({ standing }: Site): readonly Step[] {
  const again = (word: string, units: ReadonlySet<string>): readonly Step[] =>
    units.size === 0 ? [] : [{ kind: "undo", argv: systemctl(word, ...units) }];
  return [...again("start", standing.active), ...again("enable", standing.enabled)];
}

/** The target restarts what is part of it: a unit that was not there before would be started three times. */
const startWord = ({ standing }: Site, units: readonly string[]): string =>
  units.some((unit) => standing.running.has(unit)) ? "restart" : "start";

/** Units that run and are not of this layout. */
const superfluous = ({ layout, standing }: Site): readonly string[] =>
  [...standing.running].filter((unit) => (layout.kind === "one" ? /^nut-(driver|server)/.test(unit) : unit === ONE));

export function systemdSteps(site: Site): readonly Step[] {
  const units = enabledUnits(site);
  const others = superfluous(site);
  const started = startedUnits(site);
  return [
    ...before(site),
    { kind: "undo", argv: RELOAD },
    ...(others.length === 0 ? [] : [run(...systemctl("stop", ...others))]),
    ...files(site),
    {
      kind: "run",
      argv: ["systemd-tmpfiles", "--create", basename(TMPFILES)],
      optional: "makes the folder of the sockets",
    },
    run(...RELOAD),
    ...(units.length === 0
      ? []
      : [{ kind: "run", argv: systemctl("enable", ...units), undo: systemctl("disable", ...units) } as const]),
    { kind: "run", argv: systemctl(startWord(site, started), ...started), undo: systemctl("stop", ...started) },
  ];
}
