/** openrc-run(8) scripts under the names that Alpine's packages have. */

import { powerOff, SAY } from "../late-hook.ts";
import { serialGroup } from "../layout.ts";
import { shellLine, shellWord } from "../plan/plan.ts";
import { environment, nutts, readNutConf } from "../scripts.ts";
import type { Site } from "../site.ts";

export interface Script {
  readonly name: string;
  readonly runlevel: "default" | "shutdown";
  readonly text: string;
}

const HEAD = ["#!/sbin/openrc-run", "# Written by nutts service."];

/** Restarted when it dies; a supervisor that gives up after some deaths would leave the machine unguarded. */
const SUPERVISED = ["supervisor=supervise-daemon", "respawn_delay=5", "respawn_max=0"];

function command({ layout: { program } }: Site, ...words: readonly string[]): readonly string[] {
  const [node, entry] = program;
  return [`command=${shellWord(node)}`, `command_args="${shellLine([entry, ...words]).replace(/["\\$`]/g, "\\$&")}"`];
}

const owner = ({ facts: { distribution } }: Site): string => `${distribution.user}:${distribution.group}`;

const checks = (site: Site, modes: string): readonly string[] => [
  ...readNutConf("  "),
  `  case "$MODE" in ${modes}) ewarn "MODE=$MODE in nut.conf: nothing to start"; return 1 ;; esac`,
  `  checkpath -d -m 0770 -o root:${site.facts.distribution.group} ${shellWord(site.facts.statePath)}`,
];

const block = (name: string, lines: readonly string[]): readonly string[] => ["", `${name}() {`, ...lines, "}"];

const signal = (name: string): string => `  supervise-daemon "$RC_SVCNAME" --signal ${name}`;

interface Daemon {
  readonly name: string;
  readonly description: string;
  readonly command: readonly string[];
  readonly user?: string;
  readonly depend: readonly string[];
  /** With these it is not started. */
  readonly modes: string;
  readonly startPre?: readonly string[];
  readonly stopPost?: readonly string[];
  readonly reload: readonly string[];
}

const supervised = (site: Site, daemon: Daemon): Script => ({
  name: daemon.name,
  runlevel: "default",
  text: [
    ...HEAD,
    `description="Network UPS Tools: ${daemon.description}"`,
    ...environment(site),
    ...command(site, ...daemon.command),
    ...(daemon.user === undefined ? [] : [`command_user=${daemon.user}`]),
    ...SUPERVISED,
    'extra_started_commands="reload"',
    ...block("depend", ["  need localmount", ...daemon.depend]),
    ...block("start_pre", [...checks(site, daemon.modes), ...(daemon.startPre ?? [])]),
    ...(daemon.stopPost ? block("stop_post", daemon.stopPost) : []),
    ...block("reload", [...daemon.reload, "  eend $?"]),
    "",
  ].join("\n"),
});

function server(site: Site): Script {
  const user = site.facts.distribution.user;
  const drivers = (...words: readonly string[]): string => `  ${nutts(site, "driver", ...words)}`;
  return supervised(site, {
    name: "nut-upsd",
    description: "drivers and server of the UPSes of this machine",
    command: ["upsd", "-F"],
    user: owner(site),
    depend: ["  use net logger", "  after firewall"],
    modes: "none | netclient",
    startPre: [`${drivers("-u", user, "start")} || ewarn "not every driver has started"`, "  return 0"],
    stopPost: [`${drivers("-u", user, "stop")} || ewarn "not every driver has stopped"`, "  return 0"],
    reload: [
      '  ebegin "Taking ups.conf, upsd.conf and upsd.users over"',
      drivers("-u", user, "start"),
      drivers("-c", "reload-or-exit"),
      signal("HUP"),
    ],
  });
}

function one(site: Site): Script {
  const group = serialGroup(site.facts, site.standing);
  return supervised(site, {
    name: "nutts",
    description: "drivers and server in one process",
    command: ["up", "--no-upsmon"],
    user: group === undefined ? owner(site) : site.facts.distribution.user,
    depend: ["  use net logger", "  after firewall", "  provide nut-upsd"],
    modes: "none | netclient",
    reload: ['  ebegin "Taking ups.conf, upsd.conf and upsd.users over"', signal("HUP")],
  });
}

const monitor = (site: Site): Script =>
  supervised(site, {
    name: "nut-upsmon",
    description: "watches UPSes and shuts this machine down in time",
    command: ["upsmon", "-F"],
    depend: ["  use net logger nut-upsd", "  after nut-upsd"],
    modes: "none",
    reload: ['  ebegin "Taking upsmon.conf over"', signal("HUP")],
  });

/** In the runlevel `shutdown`, which is entered on the way to a halt and to a restart. */
const powerFail = (site: Site): Script => ({
  name: "nut-powerfail",
  runlevel: "shutdown",
  text: [
    ...HEAD,
    'description="Network UPS Tools: has the UPSes switched off at the end of a shutdown"',
    ...environment(site),
    ...block("depend", ["  after mount-ro"]),
    "",
    ...SAY,
    ...block("start", [
      ...readNutConf("  "),
      '  case "$MODE" in none | netclient) return 0 ;; esac',
      ...powerOff(site, '[ "$RC_REBOOT" = YES ]').map((line) => `  ${line}`),
      "  return 0",
    ]),
    "",
  ].join("\n"),
});

export const openrcScripts = (site: Site): readonly Script[] => [
  site.layout.kind === "one" ? one(site) : server(site),
  monitor(site),
  powerFail(site),
];
