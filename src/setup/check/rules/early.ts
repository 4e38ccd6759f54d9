/** SHUTDOWNON: rules that fire at once, never, or when it is too late. */
import { appliesTo, ruleText, type ShutdownRule } from "../../../conf/tables/shutdown-rules.ts";
import type { Monitor, UpsmonConf } from "../../../conf/upsmon-conf.ts";
import { durationText } from "../../../nut/duration-text.ts";
import { type CheckInput, confOf } from "../check-input.ts";
import { type Found, type Rule, spot } from "../rule.ts";

/** Seconds: mains that fail for less than that are what most failures are. */
export const HASTY = 15;

const limitOf = ({ conditions }: ShutdownRule, word: string): number | undefined =>
  conditions.find((condition) => condition.word === word)?.limit;

export const holdOf = ({ hold }: ShutdownRule, { pollfreq, pollfreqalert }: UpsmonConf): number =>
  hold ?? 2 * Math.max(1, Math.min(pollfreq, pollfreqalert));

interface Case {
  readonly rule: ShutdownRule;
  readonly monitor: Monitor;
  readonly settings: UpsmonConf;
  /** Seconds that its battery lasts. */
  readonly lasts: number | undefined;
  readonly hold: number;
}

/** The first complaint about a rule, of the UPSes that feed this machine. */
function eachRule(input: CheckInput, complain: (each: Case) => Omit<Found, "at"> | undefined): readonly Found[] {
  const { upsmon } = input.files;
  const conf = confOf(upsmon);
  if (!conf) return [];
  const { settings } = conf;
  return settings.shutdownRules.flatMap((rule): readonly Found[] => {
    const watched = settings.monitors.filter(({ system, powerValue }) => powerValue > 0 && appliesTo(rule, system));
    const found = watched.flatMap((monitor) => {
      const lasts = input.runtimes.get(monitor.upsname);
      return complain({ rule, monitor, settings, lasts, hold: holdOf(rule, settings) }) ?? [];
    })[0];
    return found ? [{ ...found, at: spot(upsmon.path, conf.placeOf(rule)) }] : [];
  });
}

const lineOf = (rule: ShutdownRule): string => `SHUTDOWNON ${rule.ups} ${ruleText(rule)}`;

/** It holds from the first moment, but for the time on battery. */
const holdsAtOnce = ({ rule, lasts }: Case): boolean =>
  rule.conditions.every(
    ({ word, limit }) => word === "onbattery" || (word === "runtime" && lasts !== undefined && limit >= lasts),
  );

const firesAfter = ({ rule, hold }: Case): number => (limitOf(rule, "onbattery") ?? 0) + hold;

function hasty(each: Case): Omit<Found, "at"> | undefined {
  const seconds = firesAfter(each);
  if (!holdsAtOnce(each) || seconds >= HASTY) return undefined;
  return { severity: "warning", text: `${lineOf(each.rule)} shuts this machine down after ${seconds} s without mains` };
}

function unreached(each: Case): Omit<Found, "at"> | undefined {
  const { lasts, rule, monitor } = each;
  const seconds = firesAfter(each);
  if (lasts === undefined || seconds < lasts) return undefined;
  const text = `${lineOf(rule)} fires after ${durationText(seconds)} at the earliest, and the battery of ${monitor.system} lasts ${durationText(lasts)}`;
  return { severity: "warning", text };
}

/** What comes between the rule and SHUTDOWNCMD. */
function late(input: CheckInput): (each: Case) => Omit<Found, "at"> | undefined {
  const others = confOf(input.files.nut)?.mode === "netserver";
  return ({ rule, monitor, settings, hold }) => {
    const left = limitOf(rule, "runtime");
    const sync = others && monitor.role === "primary" ? settings.hostsync : 0;
    const waits = hold + sync + settings.finaldelay;
    if (left === undefined || left > waits) return undefined;
    const words = [`hold ${hold}`, ...(sync > 0 ? [`HOSTSYNC ${sync}`] : []), `FINALDELAY ${settings.finaldelay}`];
    const text = `${lineOf(rule)}: with ${left} s left there is no time to shut down, as ${words.join(", ")} take ${waits} s`;
    return { severity: "warning", text, advice: `write more than ${waits + 60} s` };
  };
}

export const EARLY_RULES: readonly Rule[] = [
  {
    name: "rule-hasty",
    looksAt: "SHUTDOWNON of upsmon.conf, and how long the battery lasts",
    means: "Most mains failures are over after some seconds, and the battery is there to last through them.",
    mend: "write a longer time on battery or a longer hold, or a shorter runtime",
    find: (input) => eachRule(input, hasty),
  },
  {
    name: "rule-unreached",
    looksAt: "onbattery and hold of SHUTDOWNON in upsmon.conf, and how long the battery lasts",
    means: "The battery is empty before the rule fires: the UPS's own low battery is all that is left.",
    mend: "write a shorter time",
    find: (input) => eachRule(input, unreached),
  },
  {
    name: "rule-too-late",
    looksAt: "runtime and hold of SHUTDOWNON in upsmon.conf, with HOSTSYNC and FINALDELAY",
    means:
      "A rule fires when so many seconds are left, and what upsmon waits for takes them away. Runtimes are in seconds.",
    mend: "write a longer runtime",
    find: (input) => eachRule(input, late(input)),
  },
];
