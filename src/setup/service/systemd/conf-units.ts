/** What notices that ups.conf was changed. */
import type { Site } from "../site.ts";
import { environment, exec, home } from "./common.ts";
import { HARDENING } from "./hardening.ts";
import { CONF_WATCH, ENUMERATOR, ONE, TARGET } from "./names.ts";
import type { Unit } from "./unit-text.ts";

const watch = ({ facts }: Site, name: string): Unit => {
  return {
    name: `${name}.path`,
    unit: [
      ["Description", "Network UPS Tools - notices a changed ups.conf"],
      ["PartOf", TARGET],
    ],
    own: [["PathChanged", `${facts.confPath}/ups.conf`]],
    install: [["WantedBy", TARGET]],
  };
};

/** Instances follow the sections of ups.conf. */
export const enumerator = (site: Site): readonly Unit[] => {
  return [
    watch(site, ENUMERATOR),
    {
      name: `${ENUMERATOR}.service`,
      unit: [
        ["Description", "Network UPS Tools - a driver for each section of ups.conf"],
        ["Documentation", "man:service(8)"],
        ["ConditionPathExists", `${site.facts.confPath}/ups.conf`],
        ["After", "local-fs.target"],
      ],
      own: [
        ["Type", "oneshot"],
        ...environment(site),
        ["ExecStart", exec(site, "service", "drivers")],
        ["SyslogIdentifier", "%N"],
        ...HARDENING.enumerator,
        home(site),
      ],
    },
  ];
};

export const confWatch = (site: Site): readonly Unit[] => {
  return [
    watch(site, CONF_WATCH),
    {
      name: `${CONF_WATCH}.service`,
      unit: [["Description", "Network UPS Tools - takes a changed ups.conf over"]],
      own: [
        ["Type", "oneshot"],
        ["ExecStart", `${systemctl(site)} try-reload-or-restart ${ONE}`],
        ...HARDENING.enumerator,
        ["ProtectHome", "yes"],
      ],
    },
  ];
};

const systemctl = ({ standing }: Site): string =>
  standing.has("/usr/bin/systemctl") ? "/usr/bin/systemctl" : "/bin/systemctl";
