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

const reload = (what: readonly string[]): readonly string[] => ["", "reload() {", ...what, "  eend $?", "}"];

const RELOADS = 'extra_started_commands="reload"';

const signal = (name: string): string => `  supervise-daemon "$RC_SVCNAME" --signal ${name}`;

function server(site: Site): Script {
  const user = site.facts.distribution.user;
  return {
    name: "nut-upsd",
    runlevel: "default",
    text: [
      ...HEAD,
      'description="Network UPS Tools: drivers and server of the UPSes of this machine"',
      ...environment(site),
      ...command(site, "upsd", "-F"),
      `command_user=${owner(site)}`,
      ...SUPERVISED,
      RELOADS,
      "",
      "depend() {",
      "  need localmount",
      "  use net logger",
      "  after firewall",
      "}",
      "",
      "start_pre() {",
      ...checks(site, "none | netclient"),
      `  ${nutts(site, "driver", "-u", user, "start")} || ewarn "not every driver has started"`,
      "  return 0",
      "}",
      "",
      "stop_post() {",
      `  ${nutts(site, "driver", "-u", user, "stop")} || ewarn "not every driver has stopped"`,
      "  return 0",
      "}",
      ...reload([
        '  ebegin "Taking ups.conf, upsd.conf and upsd.users over"',
        `  ${nutts(site, "driver", "-u", user, "start")}`,
        `  ${nutts(site, "driver", "-c", "reload-or-exit")}`,
        signal("HUP"),
      ]),
      "",
    ].join("\n"),
  };
}

function one(site: Site): Script {
  const group = serialGroup(site.facts, site.standing);
  return {
    name: "nutts",
    runlevel: "default",
    text: [
      ...HEAD,
      'description="Network UPS Tools: drivers and server in one process"',
      ...environment(site),
      ...command(site, "up", "--no-upsmon"),
      `command_user=${group === undefined ? owner(site) : site.facts.distribution.user}`,
      ...SUPERVISED,
      RELOADS,
      "",
      "depend() {",
      "  need localmount",
      "  use net logger",
      "  after firewall",
      "  provide nut-upsd",
      "}",
      "",
      "start_pre() {",
      ...checks(site, "none | netclient"),
      "}",
      ...reload(['  ebegin "Taking ups.conf, upsd.conf and upsd.users over"', signal("HUP")]),
      "",
    ].join("\n"),
  };
}

const monitor = (site: Site): Script => ({
  name: "nut-upsmon",
  runlevel: "default",
  text: [
    ...HEAD,
    'description="Network UPS Tools: watches UPSes and shuts this machine down in time"',
    ...environment(site),
    ...command(site, "upsmon", "-F"),
    ...SUPERVISED,
    RELOADS,
    "",
    "depend() {",
    "  need localmount",
    "  use net logger nut-upsd",
    "  after nut-upsd",
    "}",
    "",
    "start_pre() {",
    ...checks(site, "none"),
    "}",
    ...reload(['  ebegin "Taking upsmon.conf over"', signal("HUP")]),
    "",
  ].join("\n"),
});

/** In the runlevel `shutdown`, which is entered on the way to a halt and to a restart. */
const powerFail = (site: Site): Script => ({
  name: "nut-powerfail",
  runlevel: "shutdown",
  text: [
    ...HEAD,
    'description="Network UPS Tools: has the UPSes switched off at the end of a shutdown"',
    ...environment(site),
    "",
    "depend() {",
    "  after mount-ro",
    "}",
    "",
    ...SAY,
    "",
    "start() {",
    ...readNutConf("  "),
    '  case "$MODE" in none | netclient) return 0 ;; esac',
    ...powerOff(site, '[ "$RC_REBOOT" = YES ]').map((line) => `  ${line}`),
    "  return 0",
    "}",
    "",
  ].join("\n"),
});

export const openrcScripts = (site: Site): readonly Script[] => [
  site.layout.kind === "one" ? one(site) : server(site),
  monitor(site),
  powerFail(site),
];
