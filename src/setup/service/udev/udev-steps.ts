import { isPackaged } from "../layout.ts";
import type { Step } from "../plan/plan.ts";
import type { Site } from "../site.ts";
import { RULES_FILE, udevRules } from "./rules.ts";

const RELOAD = ["udevadm", "control", "--reload"] as const;

/** The rules, and what is plugged in already made to obey them. */
export function udevSteps({ facts, layout, standing }: Site): readonly Step[] {
  const { udevRules: folder, group } = facts.distribution;
  if (folder === undefined || facts.container || isPackaged(layout)) return [];
  const file: Step = { kind: "file", path: `${folder}/${RULES_FILE}`, text: udevRules(group), mode: 0o644 };
  if (!["/bin/udevadm", "/usr/bin/udevadm", "/sbin/udevadm"].some((path) => standing.has(path))) return [file];
  const trigger = (folders: readonly string[]): readonly Step[] =>
    folders.length === 0
      ? []
      : [
          {
            kind: "run",
            argv: ["udevadm", "trigger", "--action=add", ...folders],
            optional: "gives the UPS to its group",
          },
          { kind: "run", argv: ["udevadm", "settle", "--timeout=10"], optional: "waits for udev" },
        ];
  return [
    { kind: "undo", argv: RELOAD },
    file,
    { kind: "run", argv: RELOAD, optional: "makes udev read its rules" },
    ...trigger(standing.pluggedIn),
  ];
}
