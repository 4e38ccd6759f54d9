/** The last script of a shutdown: where upsmon set POWERDOWNFLAG, it has the UPSes switched off. */
import { environment, nutts, readNutConf } from "./scripts.ts";
import type { Site } from "./site.ts";

/** What restarts the machine when its UPS did not take the power away after all. */
const RESTARTS: Readonly<Record<string, string>> = {
  systemd: "systemctl reboot --force --force",
  openrc: "reboot -f",
  busybox: "reboot -f",
};

/** Seconds that a restart waits for the power to go. systemd waits no longer than 90 for its last scripts. */
const RESTART_WAIT_S = 75;

/** OpenRC runs it as a service: see there. `reboots` is a condition of the shell. */
export const powerOff = (site: Site, reboots: string): readonly string[] => [
  `if ${nutts(site, "upsmon", "-K")} >/dev/null 2>&1; then`,
  '  say "switching the UPSes off"',
  `  if left=$(NUT_QUIET_INIT_BANNER=true ${nutts(site, "driver", "shutdown")}); then`,
  "    # A machine that restarts now would lose its power in the middle of its start.",
  `    if ${reboots}; then POWEROFF_WAIT=\${POWEROFF_WAIT:-${RESTART_WAIT_S}}; fi`,
  '  else say "not every UPS took the order"; fi',
  "  # The mains may have come back meanwhile, and the UPS goes on: then this machine has to start again.",
  '  if [ -n "$POWEROFF_WAIT" ]; then',
  "    # One that upsmon has told before leaves others the time to go down, and goes off then.",
  '    [ -z "$left" ] || [ "$left" -lt "$POWEROFF_WAIT" ] 2>/dev/null || POWEROFF_WAIT=$((left + 15))',
  '    say "waiting $POWEROFF_WAIT for the power to go"',
  '    sleep "$POWEROFF_WAIT"',
  '    say "the power is still there: starting again"',
  `    ${RESTARTS[site.facts.init.name] ?? "reboot -f"}`,
  "  fi",
  "fi",
];

export const SAY: readonly string[] = ["say() {", '  [ "$POWEROFF_QUIET" = true ] || echo "nutts: $*" >&2', "}"];

/** The argument is `poweroff`, `halt` or `reboot` for systemd, `stop` for BusyBox's rc.d. */
export const lateHook = (site: Site): string =>
  [
    "#!/bin/sh",
    "# Written by nutts service. Runs when everything else has ended.",
    'case "$1" in start | restart | info | uninstall) exit 0 ;; esac',
    'MODE="" POWEROFF_WAIT="" POWEROFF_QUIET=""',
    ...environment(site),
    ...readNutConf(),
    'case "$MODE" in none | netclient) exit 0 ;; esac',
    "",
    ...SAY,
    "",
    ...powerOff(site, '[ "$1" = reboot ]'),
    "exit 0",
    "",
  ].join("\n");
