/** What the services have in common. */
import { inAHome, serialGroup } from "../layout.ts";
import type { Site } from "../site.ts";
import { execLine } from "./escape.ts";
import type { Setting } from "./unit-text.ts";

const DEFAULT_STATE_PATH = "/run/nut";
/** A daemon says twice as often that it lives. */
const WATCHDOG_SECONDS = 60;

export const exec = ({ layout }: Site, ...words: readonly string[]): string => execLine([...layout.program, ...words]);

export const environment = (site: Site): readonly Setting[] => {
  const { confPath, statePath } = site.facts;
  return [
    ["Environment", `"NUT_CONFPATH=${confPath}"`],
    ...(statePath === DEFAULT_STATE_PATH ? [] : [["Environment", `"NUT_STATEPATH=${statePath}"`] as const]),
    ["EnvironmentFile", `-${confPath}/nut.conf`],
  ];
};

/** A MODE that means nothing here skips the unit; it does not fail. */
export const daemon = (site: Site, modes: string, exec: string): readonly Setting[] => [
  ["Type", "notify"],
  ["NotifyAccess", "all"],
  ...environment(site),
  ["ExecCondition", `/bin/sh -c 'case "$$MODE" in ${modes}) exit 1;; esac'`],
  ["ExecStart", exec],
  ["WatchdogSec", String(WATCHDOG_SECONDS)],
  ["TimeoutStartSec", "150"],
  ["SyslogIdentifier", "%N"],
];

/** By the shell's own kill: Debian has /bin/kill in procps, which a small system is without. */
export const onReload = (signal: "HUP" | "USR1"): Setting => ["ExecReload", `/bin/sh -c 'kill -${signal} $$MAINPID'`];

export const user = (site: Site): readonly Setting[] => {
  const { user, group } = site.facts.distribution;
  return [
    ["User", user],
    ["Group", group],
  ];
};

export const serial = (site: Site): readonly Setting[] => {
  const group = serialGroup(site.facts, site.standing);
  return group === undefined ? [] : [["SupplementaryGroups", group]];
};

/** Where Node or nutts lie in a home, the service has to see it. */
export const home = ({ layout }: Site): Setting => ["ProtectHome", inAHome(layout) === undefined ? "yes" : "read-only"];

export const writes = ({ facts }: Site, ...more: readonly string[]): Setting => [
  "ReadWritePaths",
  [facts.statePath, ...more].join(" "),
];
