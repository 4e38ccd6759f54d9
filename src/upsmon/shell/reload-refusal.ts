/**
 * What a reload may not do: take a file over that is not what somebody meant. A quote that is not closed swallows the lines
 * behind it, and a primary becomes a secondary without SHUTDOWNCMD. As in upsd, an error keeps the old configuration.
 */
import { formatProblem, type Problem } from "../../conf/problem.ts";
import { QUOTE_GOES_ON } from "../../conf/reader.ts";
import { NO_ROLE } from "../../conf/tables/upsmon-conf.ts";
import { totalPower, type UpsmonConf } from "../../conf/upsmon-conf.ts";
import type { LoadedSettings } from "./load-settings.ts";

/** Warnings at a start, where half a configuration is better than none. */
const isGrave = ({ severity, text }: Problem): boolean =>
  severity === "error" || text.includes(QUOTE_GOES_ON) || text.includes(NO_ROLE);

const rank = ({ text }: Problem): number => (text.includes(QUOTE_GOES_ON) || text.includes("is not closed") ? 0 : 1);

const DIRECTIVES = { shutdowncmd: "SHUTDOWNCMD", powerdownflag: "POWERDOWNFLAG", notifycmd: "NOTIFYCMD" } as const;
const KEYS = ["shutdowncmd", "powerdownflag", "notifycmd"] as const;

/** What this machine would lose, in words. */
function losses(before: UpsmonConf, after: UpsmonConf): readonly string[] {
  const directives = KEYS.filter((key) => before[key] !== undefined && after[key] === undefined);
  const monitors = before.monitors.map(({ system, role }) => {
    const now = after.monitors.find((monitor) => monitor.system === system);
    if (now === undefined) return `${system} would not be watched any more`;
    return role === "primary" && now.role !== role ? `this machine would no longer be primary of ${system}` : undefined;
  });
  return [
    ...directives.map((key) => `${DIRECTIVES[key]} would be lost`),
    ...monitors.filter((text) => text !== undefined),
  ];
}

/** Why the new settings are not taken, or undefined. Leaving SHUTDOWNCMD out needs no error: nobody means that. */
export function reloadRefusal(before: UpsmonConf, { conf, problems }: LoadedSettings): string | undefined {
  const grave = problems.filter(isGrave).sort((a, b) => rank(a) - rank(b));
  const lost = losses(before, conf);
  const disarmed = before.shutdowncmd !== undefined && conf.shutdowncmd === undefined && totalPower(conf) > 0;
  const [first] = grave;
  if (first === undefined && !disarmed) return undefined;
  const count = `${grave.length} error${grave.length === 1 ? "" : "s"} in the file`;
  return [...(first ? [`${count}, the first is ${formatProblem(first)}`] : []), ...lost].join("; ");
}
