/** What is done with the hosts of sections: shut down, or tried. Loaded only where there is a host. */
import { formatProblem } from "../conf/problem.ts";
import { machineSecrets } from "../conf/settings/machine-secrets.ts";
import type { ScheduledAction } from "../conf/upssched/upssched-cmd-conf.ts";
import { type Host, readHosts } from "../hosts/hosts-conf.ts";
import { probe } from "../hosts/reach/probe.ts";
import { tryHost } from "../hosts/try-host.ts";
import { startWaker } from "../hosts/waking/start-waker.ts";
import { SYSTEM_CLOCK } from "../system/clock.ts";
import type { Env } from "../system/files/paths.ts";
import { type HostsOf, jobOf, shutDownHosts } from "./host-actions.ts";
import type { CmdConf } from "./read-cmd-conf.ts";
import type { Acting } from "./scheduled-action.ts";

/** Problems of the file go to the log. */
export function hostsIn({ actions, file }: CmdConf, { io, log }: Pick<Acting, "io" | "log">): readonly Host[] {
  const { hosts, problems } = readHosts(actions, file, machineSecrets(io.env));
  for (const problem of problems) log[problem.severity === "error" ? "error" : "warning"](formatProblem(problem));
  return hosts;
}

const pairs = (hosts: readonly Host[], actions: readonly ScheduledAction[]): readonly HostsOf[] =>
  actions.flatMap((action) => {
    const host = hosts.find(({ name }) => name === action.name);
    return action.host && host ? [{ action, host }] : [];
  });

/** `--test`: what would be done. */
export async function tryHosts(conf: CmdConf, actions: readonly ScheduledAction[], acting: Acting): Promise<boolean> {
  const trials = pairs(hostsIn(conf, acting), actions).map(({ host }) =>
    tryHost(host, jobOf(acting, SYSTEM_CLOCK, host.timeoutS), probe),
  );
  if (trials.length === 0) acting.log.warning("none of these sections is a host that can be tried");
  const results = await Promise.all(trials);
  for (const { lines } of results) for (const text of lines) acting.io.out(`${text}\n`);
  return results.every(({ good }) => good);
}

/** True when all of them are down, as far as anybody looks. */
export async function shutDownAll(
  conf: CmdConf,
  actions: readonly ScheduledAction[],
  acting: Acting,
): Promise<boolean> {
  const { io, log, dryRun } = acting;
  const all = pairs(hostsIn(conf, acting), actions);
  const broken = actions.filter(({ name, host }) => host && !all.some(({ action }) => action.name === name));
  for (const { name } of broken) log.error(`${name} is not shut down: its section is wrong`);
  if (dryRun) for (const { host } of all) io.out(`${host.name}: shut down by ${host.kind.name}\n`);
  const wake = (env: Env, ups: string): void =>
    void startWaker(env, ups.split(","), conf.file).on("error", ({ message }) => log.error(message));
  const good = dryRun || all.length === 0 || (await shutDownHosts(all, conf.recovery.reserve, acting, { wake }));
  return good && broken.length === 0;
}
