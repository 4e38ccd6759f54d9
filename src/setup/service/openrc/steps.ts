import { NutError } from "../../../nut/errors.ts";
import { servesHere } from "../layout.ts";
import type { Part } from "../parts.ts";
import type { Step } from "../plan/plan.ts";
import type { Site } from "../site.ts";
import { openrcScripts, type Script } from "./scripts.ts";

const SCRIPTS = { upsd: "nut-upsd", upsmon: "nut-upsmon" } as const;

/** Throws NutError `usage`: one script starts the drivers and upsd. */
function partScripts(parts: readonly Part[]): readonly string[] {
  return parts.map((part) => {
    if (part === "upsd" || part === "upsmon") return SCRIPTS[part];
    throw new NutError(
      "usage",
      `--only ${part}: with OpenRC nut-upsd starts the drivers, too: --only upsd takes over both`,
    );
  });
}

function wanted(site: Site): readonly Script[] {
  const { parts } = site.layout;
  const names = parts && partScripts(parts);
  const scripts = openrcScripts(site).filter(({ name }) => names?.includes(name) ?? true);
  return scripts.filter(({ name }) => servesHere(site.layout) || name === "nut-upsmon");
}

const file = ({ name, text }: Script): Step => ({ kind: "file", path: `/etc/init.d/${name}`, text, mode: 0o755 });

const atBoot = ({ name, runlevel }: Script): Step => ({
  kind: "run",
  argv: ["rc-update", "add", name, runlevel],
  undo: ["rc-update", "del", name, runlevel],
});

const start = ({ name }: Script): Step => ({
  kind: "run",
  argv: ["rc-service", name, "restart"],
  undo: ["rc-service", "--ifstarted", name, "stop"],
});

export function openrcSteps(site: Site): readonly Step[] {
  const scripts = wanted(site);
  const services = scripts.filter(({ runlevel }) => runlevel === "default");
  const again = [...site.standing.active].map((name): Step => ({ kind: "undo", argv: ["rc-service", name, "start"] }));
  return [...again, ...scripts.map(file), ...scripts.map(atBoot), ...services.map(start)];
}
