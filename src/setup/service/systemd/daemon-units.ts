/** The daemons, and the targets that hold them together. */
import type { Site } from "../site.ts";
import { daemon, exec, home, onReload, serial, user, writes } from "./common.ts";
import { HARDENING } from "./hardening.ts";
import { DRIVER_TARGET, DRIVER_TEMPLATE, ENUMERATOR, MONITOR, ONE, SERVER, TARGET } from "./names.ts";
import type { Unit } from "./unit-text.ts";

export const driver = (site: Site): Unit => {
  return {
    name: DRIVER_TEMPLATE,
    unit: [
      ["Description", "Network UPS Tools - driver of the UPS %I"],
      ["Documentation", "man:ups.conf(5)"],
      ["After", "local-fs.target network.target"],
      ["PartOf", DRIVER_TARGET],
      ["StartLimitIntervalSec", "0"],
    ],
    own: [
      ...daemon(site, "none|netclient", `${exec(site, "driver", "-FF", "start")} %I`),
      onReload("USR1"),
      ["Restart", "always"],
      ["RestartSec", "5"],
      ...user(site),
      ...serial(site),
      ...HARDENING.driver,
      home(site),
      writes(site, "-/run/lock"),
    ],
    install: [["WantedBy", DRIVER_TARGET]],
  };
};

export const DRIVERS_TARGET: Unit = {
  name: DRIVER_TARGET,
  unit: [
    ["Description", "Network UPS Tools - the drivers of ups.conf"],
    ["After", "local-fs.target"],
    ["Wants", `${ENUMERATOR}.service`],
    ["PartOf", TARGET],
  ],
  install: [["WantedBy", TARGET]],
};

export const server = (site: Site): Unit => {
  return {
    name: SERVER,
    unit: [
      ["Description", "Network UPS Tools - the server of this machine's UPSes"],
      ["Documentation", "man:upsd(8) man:upsd.conf(5) man:upsd.users(5)"],
      ["After", `local-fs.target network.target ${DRIVER_TARGET}`],
      ["Before", MONITOR],
      ["Wants", DRIVER_TARGET],
      ["PartOf", TARGET],
    ],
    own: [
      ...daemon(site, "none|netclient", exec(site, "upsd", "-FF")),
      onReload("HUP"),
      ["Restart", "on-failure"],
      ["RestartSec", "2"],
      ["LimitNOFILE", "65536"],
      ["OOMScoreAdjust", "-500"],
      ...user(site),
      ...HARDENING.server,
      home(site),
      writes(site),
    ],
    install: [
      ["WantedBy", TARGET],
      ["Alias", "upsd.service"],
    ],
  };
};

export const one = (site: Site): Unit => {
  return {
    name: ONE,
    unit: [
      ["Description", "Network UPS Tools - drivers and server in one process"],
      ["Documentation", "man:up(8) man:ups.conf(5) man:upsd.conf(5)"],
      ["After", "local-fs.target network.target"],
      ["Before", MONITOR],
      ["PartOf", TARGET],
      ["StartLimitIntervalSec", "0"],
    ],
    own: [
      ...daemon(site, "none|netclient", exec(site, "up", "--no-upsmon")),
      onReload("HUP"),
      ["Restart", "always"],
      ["RestartSec", "5"],
      ["LimitNOFILE", "65536"],
      ["OOMScoreAdjust", "-500"],
      ...user(site),
      ...serial(site),
      ...HARDENING.driver,
      home(site),
      writes(site, "-/run/lock"),
    ],
    install: [
      ["WantedBy", TARGET],
      ["Alias", `${SERVER} upsd.service`],
    ],
  };
};

export const monitor = (site: Site): Unit => {
  return {
    name: MONITOR,
    unit: [
      ["Description", "Network UPS Tools - watches UPSes and shuts this machine down in time"],
      ["Documentation", "man:upsmon(8) man:upsmon.conf(5)"],
      ["After", `local-fs.target network.target ${SERVER}`],
      ["Wants", SERVER],
      ["PartOf", TARGET],
    ],
    own: [
      ...daemon(site, "none", exec(site, "upsmon", "-F")),
      onReload("HUP"),
      ["Restart", "on-failure"],
      ["RestartSec", "2"],
      ["OOMScoreAdjust", "-900"],
      ...HARDENING.monitor,
    ],
    install: [
      ["WantedBy", TARGET],
      ["Alias", "nut-client.service upsmon.service"],
    ],
  };
};

export const target = (site: Site): Unit => {
  const own = site.layout.kind === "one" ? [ONE] : [DRIVER_TARGET, SERVER];
  return {
    name: TARGET,
    unit: [
      ["Description", "Network UPS Tools"],
      ["After", [...own, MONITOR].join(" ")],
      ["Wants", [...own, MONITOR].join(" ")],
    ],
    install: [["WantedBy", "multi-user.target"]],
  };
};
