/** A script for rc.d of a BusyBox system whose own file system is read-only, as RaspberryMatic has it. */
import { environment, nutts, readNutConf } from "../scripts.ts";
import type { Site } from "../site.ts";

export const SCRIPT = "/usr/local/etc/config/rc.d/nutts";

/** What the system starts by itself: C's programs, where nut.conf has a MODE. */
const SYSTEMS_OWN = "/etc/init.d/S51nut";

/** Without udev nobody else may open a UPS, and drivers and upsd share a folder. */
const userOf = ({ facts: { distribution } }: Site): string =>
  distribution.udevRules === undefined ? "root" : distribution.user;

function daemons(site: Site): { readonly start: readonly string[]; readonly stop: readonly string[] } {
  const user = ["-u", userOf(site)];
  return {
    start: [
      '  case "$MODE" in',
      "    netclient) ;;",
      "    *)",
      `      ${nutts(site, "driver", ...user, "start")} || echo "nutts: not every driver has started" >&2`,
      `      ${nutts(site, "upsd", ...user)}`,
      "      ;;",
      "  esac",
      `  ${nutts(site, "upsmon")}`,
    ],
    stop: [
      `  ${nutts(site, "upsmon", "-c", "stop")} 2>/dev/null`,
      `  ${nutts(site, "upsd", "-c", "stop")} 2>/dev/null`,
      `  ${nutts(site, "driver", ...user, "stop")} 2>/dev/null`,
      "  :",
    ],
  };
}

export function busyboxScript(site: Site): string {
  const user = userOf(site);
  const { group } = site.facts.distribution;
  const { start, stop } = daemons(site);
  const folder = site.facts.statePath;
  return [
    "#!/bin/sh",
    "# Written by nutts service.",
    "MODE=",
    ...environment(site),
    ...readNutConf(),
    "",
    "start() {",
    '  case "$MODE" in none) echo "nutts: MODE=none in nut.conf: nothing to start"; return 0 ;; esac',
    `  [ ! -x ${SYSTEMS_OWN} ] || ${SYSTEMS_OWN} stop >/dev/null 2>&1`,
    `  mkdir -p ${folder} && chown root:${group} ${folder} && chmod 770 ${folder}`,
    ...start,
    "}",
    "",
    "stop() {",
    ...stop,
    "}",
    "",
    "reload() {",
    '  case "$MODE" in none) return 0 ;; netclient) ;; *)',
    `    ${nutts(site, "driver", "-u", user, "start")}`,
    `    ${nutts(site, "driver", "-c", "reload-or-exit")}`,
    `    ${nutts(site, "upsd", "-c", "reload")}`,
    "  esac",
    `  ${nutts(site, "upsmon", "-c", "reload")}`,
    "}",
    "",
    'case "$1" in',
    "  start) start ;;",
    "  stop) stop ;;",
    "  restart) stop; start ;;",
    "  reload) reload ;;",
    `  status) ${nutts(site, "driver", "status")} && ${nutts(site, "upsmon", "--health")} ;;`,
    '  *) echo "usage: $0 start|stop|restart|reload|status" >&2; exit 1 ;;',
    "esac",
    "",
  ].join("\n");
}
