/** The facts of the verdict, from what check has read and doctor has measured. */

import { upsmonFacts, type Watched } from "../../conf/facts/upsmon-facts.ts";
import { UPSMON_CONF_DEFAULTS } from "../../conf/upsmon-conf.ts";
import type { EarlyShutdown, ProtectionFacts } from "../../nut/protection/facts.ts";
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

function watched(input: DoctorInput, look: MonitorLook): Watched {
  const { monitor, server } = look;
  const why =
    server.kind === "out-of-reach" ? server.why : server.reading.kind === "silent" ? server.reading.why : undefined;
  const reading =
    server.kind === "reached" && server.reading.kind === "read"
      ? server.reading
      : ({ kind: "silent", why: why?.text ?? "" } as const);
  const others = server.kind === "reached" && (server.clients?.length ?? 0) > 1;
  return { monitor, reading, uncounted: uncounted(input, look), others };
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
  const conf = confOf(upsmon)?.settings ?? UPSMON_CONF_DEFAULTS;
  const looks = input.reality.monitors.map((look) => watched(input, look));
  return {
    ...upsmonFacts(conf, looks),
    unread: upsmon.kind === "unreadable" ? `${upsmon.path}: ${upsmon.reason}` : undefined,
    upsmon: upsmonProcesses(input).length > 0 ? "runs" : "stopped",
    hindrances: hindrances(input, findings),
    early: early(input),
  };
}
