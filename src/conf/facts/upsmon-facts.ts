/** What upsmon.conf says about when this machine goes down, as facts of the verdict. */
import type { EarlyRule, FeedingUps, NeededGroup, ProtectionFacts } from "../../nut/protection/facts.ts";
import { appliesTo, ruleText, sameUps, weightIn } from "../tables/shutdown-rules.ts";
import type { Monitor, UpsmonConf } from "../upsmon-conf.ts";

/** What is known of a UPS beside its MONITOR line. */
export interface Watched extends Pick<FeedingUps, "reading" | "uncounted" | "others"> {
  readonly monitor: Monitor;
}

/** Without a word of its own a condition has to hold in two polls. */
const rulesOf = ({ shutdownRules, pollfreqalert }: UpsmonConf, system: string): readonly EarlyRule[] =>
  shutdownRules
    .filter((rule) => appliesTo(rule, system))
    .map((rule) => ({ text: ruleText(rule), conditions: rule.conditions, hold: rule.hold ?? pollfreqalert }));

const groupsOf = ({ supplyGroups }: UpsmonConf, watched: readonly Watched[]): readonly NeededGroup[] =>
  supplyGroups.map(({ least, members }) => ({
    least,
    members: new Map(
      watched
        .filter(({ monitor }) => members.some((member) => sameUps(member, monitor.system)))
        .map(({ monitor: { system, powerValue } }) => [system, weightIn(powerValue)]),
    ),
  }));

export function upsmonFacts(
  conf: UpsmonConf,
  watched: readonly Watched[],
): Pick<ProtectionFacts, "upses" | "minsupplies" | "groups" | "waits"> {
  const { minsupplies, oblbduration, hostsync, finaldelay } = conf;
  return {
    upses: watched.map(({ monitor: { system, powerValue, role }, ...rest }) => {
      return { system, powerValue, role, ...rest, rules: rulesOf(conf, system) };
    }),
    minsupplies,
    groups: groupsOf(conf, watched),
    waits: { oblbduration, hostsync, finaldelay },
  };
}
