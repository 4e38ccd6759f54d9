/** What makes services of nutts on a machine, and what takes them away. */
import { NutError } from "../../nut/errors.ts";
import { accountSteps } from "./account.ts";
import { busyboxSteps } from "./busybox/steps.ts";
import { hints, withoutServices } from "./hints.ts";
import { runsDrivers } from "./layout.ts";
import { openrcSteps } from "./openrc/steps.ts";
import type { Plan, Step } from "./plan/plan.ts";
import type { Site } from "./site.ts";
import { systemdSteps } from "./systemd/steps.ts";
import { udevSteps } from "./udev/udev-steps.ts";

const STEPS: Readonly<Record<string, (site: Site) => readonly Step[]>> = {
  systemd: systemdSteps,
  openrc: openrcSteps,
  busybox: busyboxSteps,
};

/** Throws NutError `configuration` where nothing is known of the services of this machine. */
export function planService(site: Site): Plan {
  const { init, container } = site.facts;
  const services = STEPS[init.name];
  if (services === undefined || container) throw new NutError("configuration", withoutServices(site.facts));
  return {
    steps: [...accountSteps(site), ...(runsDrivers(site.layout) ? udevSteps(site) : []), ...services(site)],
    notes: hints(site),
  };
}
