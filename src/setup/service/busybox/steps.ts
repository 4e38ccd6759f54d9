import { NutError } from "../../../nut/errors.ts";
import { lateHook } from "../late-hook.ts";
import type { Step } from "../plan/plan.ts";
import type { Site } from "../site.ts";
import { busyboxScript, SCRIPT } from "./script.ts";

export function busyboxSteps(site: Site): readonly Step[] {
  if (site.layout.kind === "one")
    throw new NutError(
      "usage",
      "--one is for systemd and OpenRC, which look after a process in the foreground; here all drivers share a process as it is",
    );
  if (site.layout.parts !== undefined)
    throw new NutError("usage", "--only is for systemd and OpenRC: here one script starts all");
  const { hook } = site.facts.init;
  return [
    { kind: "file", path: SCRIPT, text: busyboxScript(site), mode: 0o755 },
    ...(hook ? [{ kind: "file", path: hook.path, text: lateHook(site), mode: 0o755 } as const] : []),
    { kind: "run", argv: [SCRIPT, "restart"], undo: [SCRIPT, "stop"] },
  ];
}
