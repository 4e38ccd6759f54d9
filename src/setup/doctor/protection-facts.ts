/** The facts of the verdict, from what check has read and doctor has measured. */
import { appliesTo, ruleText, sameUps, weightIn } from "../../conf/tables/shutdown-rules.ts";
import type { EarlyRule, EarlyShutdown, FeedingUps, NeededGroup, ProtectionFacts } from "../../nut/protection/facts.ts";
import { confOf } from "../check/check-input.ts";
import type { Finding } from "../check/rule.ts";
import { earliestShutdown } from "../check/timers/find.ts";
import type { MonitorLook } from "./measure/servers.ts";
import type { DoctorInput } from "./row.ts";
import { isCounted } from "./rows/servers.ts";
import { isTrial, upsmonProcesses } from "./rows/services.ts";

function uncounted(input: DoctorInput, { monitor, server }: MonitorLook): string | undefined {
  if (server.kind === "out-of-reach") return undefined;
  const { login, clients } = server;
  if (login.kind === "refused") return `${monitor.username} may not log in there (${login.why.text})`;
  return clients !== undefined && isCounted(input, monitor, clients) === false
    ? "no upsmon of it is logged in"
    : undefined;
}

function feedingUps(input: DoctorInput, look: MonitorLook): FeedingUps {
  const { monitor, server } = look;
  const { system, powerValue } = monitor;
  const why =
    server.kind === "out-of-reach" ? server.why : server.reading.kind === "silent" ? server.reading.why : undefined;
  const reading =
    server.kind === "reached" && server.reading.kind === "read"
      ? server.reading
      : ({ kind: "silent", why: why?.text ?? "" } as const);
  return { system, powerValue, reading, rules: rulesOf(input, look), uncounted: uncounted(input, look) };
}

/** Without a word of its own a condition has to hold in two polls. */
function rulesOf({ check }: DoctorInput, { monitor }: MonitorLook): readonly EarlyRule[] {
  const conf = confOf(check.files.upsmon)?.settings;
  return (conf?.shutdownRules ?? [])
    .filter((rule) => appliesTo(rule, monitor.system))
    .map((rule) => ({
      text: ruleText(rule),
      conditions: rule.conditions,
      hold: rule.hold ?? conf?.pollfreqalert ?? 0,
    }));
}

function groupsOf({ reality, check }: DoctorInput): readonly NeededGroup[] {
  const conf = confOf(check.files.upsmon)?.settings;
  return (conf?.supplyGroups ?? []).map(({ least, members }) => ({
    least,
    members: new Map(
      reality.monitors
        .filter(({ monitor }) => members.some((member) => sameUps(member, monitor.system)))
        .map(({ monitor: { system, powerValue } }) => [system, weightIn(powerValue)]),
    ),
  }));
}

/** Rules of check without which nothing shuts this machine down. */
const FATAL: ReadonlySet<string> = new Set(["no-shutdowncmd", "shutdowncmd-program", "run-as-user"]);

function hindrances(input: DoctorInput, findings: readonly Finding[]): readonly string[] {
  const found = findings
    .filter(({ rule, severity }) => FATAL.has(rule) && severity === "error")
    .map(({ text }) => text);
  const processes = upsmonProcesses(input);
  const powerless = processes.length > 0 && !processes.some(({ uid }) => uid === 0) && !isTrial(input);
  return powerless ? [...found, "upsmon runs without a process of root's, which alone may shut down"] : found;
}

function early({ check }: DoctorInput): EarlyShutdown | undefined {
  const found = earliestShutdown(check);
  return found && { seconds: found.second, by: `${found.by} of upssched.conf` };
}

export function protectionFacts(input: DoctorInput, findings: readonly Finding[]): ProtectionFacts {
  const { upsmon } = input.check.files;
  const conf = confOf(upsmon)?.settings;
  return {
    unread: upsmon.kind === "unreadable" ? `${upsmon.path}: ${upsmon.reason}` : undefined,
    upses: input.reality.monitors.map((look) => feedingUps(input, look)),
    minsupplies: conf?.minsupplies ?? 1,
    groups: groupsOf(input),
    upsmon: upsmonProcesses(input).length > 0 ? "runs" : "stopped",
    hindrances: hindrances(input, findings),
    early: early(input),
  };
}
