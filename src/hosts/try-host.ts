/** `--test`: logs in, looks, and says what would be done. */
import { conceal } from "../conf/settings/conceal.ts";
import type { Job } from "./host-kind.ts";
import type { Host } from "./hosts-conf.ts";
import { look } from "./look.ts";
import { describeCheck } from "./reach/check.ts";
import type { Prober, Sight } from "./reach/probe.ts";

export interface HostTrial {
  readonly good: boolean;
  readonly lines: readonly string[];
}

const SEEN: Readonly<Record<Sight, string>> = {
  answers: "it answers",
  refuses: "it refuses",
  silent: "nothing answers",
  off: "it is off",
  unknown: "nobody can tell whether it is up",
};

async function lookLine(host: Host, job: Job, probe: Prober): Promise<string> {
  const sight = SEEN[await look(host, job, probe)];
  return host.check.kind === "none" ? sight : `${describeCheck(host.check)}: ${sight}`;
}

/** Nothing is shut down or woken. Never rejects. */
export async function tryHost(host: Host, job: Job, probe: Prober): Promise<HostTrial> {
  const { name, kind, settings, wake, secrets } = host;
  const outcome = await kind.test(settings, job);
  const waking = wake && wake.kind !== kind ? await wake.kind.test(wake.settings, job) : undefined;
  const lines = [outcome, ...(waking ? [waking] : [])].map((each) => (each.kind === "done" ? each.text : each.why));
  const [first = "", woken] = lines.map((line) => conceal(line, secrets));
  return {
    good: outcome.kind === "done" && (waking === undefined || waking.kind === "done"),
    lines: [
      `${name}: ${first}`,
      `${name}: ${await lookLine(host, job, probe)}; ${host.timeoutS} s to be down`,
      ...(woken === undefined ? [] : [`${name}: waking by ${wake?.kind.name}: ${woken}`]),
    ],
  };
}
