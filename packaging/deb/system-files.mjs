/** Units, udev rules, late hook and tmpfiles of the package: the texts of `nutts service`, for a Debian that has nutts in /usr/lib. */
import { lateHook } from "../../dist/setup/service/late-hook.js";
import { unitText } from "../../dist/setup/service/systemd/unit-text.js";
import { unitsOf } from "../../dist/setup/service/systemd/units.js";
import { RULES_FILE, udevRules } from "../../dist/setup/service/udev/rules.js";
import { DISTRIBUTIONS } from "../../dist/setup/system/tables/distributions.js";
import { INITS } from "../../dist/setup/system/tables/inits.js";

export const HOME = "/usr/lib/nutts";

const named = (rows, name) => rows.find((row) => row.name === name);

const distribution = named(DISTRIBUTIONS, "debian");
const SITE = {
  facts: {
    title: "Debian",
    distribution,
    init: named(INITS, "systemd"),
    container: false,
    confPath: distribution.confPath,
    statePath: distribution.statePath,
  },
  layout: {
    kind: "separate",
    program: [`${HOME}/bin/node`, `${HOME}/nutts/bin/run.js`],
    upsnames: [],
    mode: "unset",
  },
  standing: { has: () => true, users: new Set(), groups: new Set(["dialout"]), pluggedIn: [] },
};

/** Texts, and their modes; paths in Debian. */
export const SYSTEM_FILES = [
  ...unitsOf(SITE).map((unit) => ({ path: `/usr/lib/systemd/system/${unit.name}`, text: unitText(unit), mode: 0o644 })),
  { path: "/usr/lib/systemd/system-shutdown/nutshutdown", text: lateHook(SITE), mode: 0o755 },
  { path: `/usr/lib/udev/rules.d/${RULES_FILE}`, text: udevRules(distribution.group), mode: 0o644 },
  {
    path: "/usr/lib/tmpfiles.d/nutts.conf",
    text: `d ${distribution.statePath} 0770 root ${distribution.group} -\n`,
    mode: 0o644,
  },
];
