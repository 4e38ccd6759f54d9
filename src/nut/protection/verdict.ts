/** One sentence: when this machine shuts down if the mains fails now, or why it is not protected. */
import { durationText } from "../duration-text.ts";
import { type Battery, batteriesOf } from "./battery.ts";
import type { FeedingUps, ProtectionFacts, Waits } from "./facts.ts";
import { patienceWith, tooLate } from "./waits.ts";

export type Verdict =
  | {
      readonly kind: "protected";
      readonly sentence: string;
      /** Seconds from the loss of the mains until it shuts down; undefined where nobody can tell. */
      readonly seconds: number | undefined;
    }
  | {
      readonly kind: "unprotected" | "unknown";
      readonly sentence: string;
      /** The part of it behind `because`. */
      readonly why: string;
    };

const sum = (parts: readonly { readonly powerValue: number }[]): number =>
  parts.reduce((total, { powerValue }) => total + powerValue, 0);

const listed = (words: readonly string[], last: string): string =>
  words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} ${last} ${words.at(-1)}`;

const namesOf = (upses: readonly { readonly system: string }[], last = "and"): string =>
  listed(
    upses.map(({ system }) => system),
    last,
  );

/** States in which a UPS gives no power from its battery, whatever happens. */
const IDLE: readonly (readonly [token: string, text: string])[] = [
  ["OFF", "is switched off"],
  ["BYPASS", "is on bypass, so that its battery feeds nothing"],
];

function idleText(batteries: readonly Battery[]): string | undefined {
  for (const { system, status } of batteries)
    for (const [token, text] of IDLE) if (status.has(token)) return `${system} ${text}`;
  return undefined;
}

const supplies = (count: number): string => `${count} ${count === 1 ? "supply" : "supplies"}`;

function powerText(feeding: readonly FeedingUps[], minsupplies: number): string | undefined {
  if (feeding.length === 0) return "no MONITOR line of upsmon.conf names a UPS that feeds it";
  if (minsupplies === 0) return "MINSUPPLIES 0 lets it run until the last battery is empty";
  const power = sum(feeding);
  if (power >= minsupplies) return undefined;
  return `MINSUPPLIES ${minsupplies} is more than the ${supplies(power)} that its UPSes feed, so upsmon does not start`;
}

/** A UPS that has told nothing since upsmon started counts as healthy. */
function silenceText(feeding: readonly FeedingUps[], minsupplies: number): string | undefined {
  const silent = feeding.filter(({ reading }) => reading.kind === "silent");
  if (sum(silent) < minsupplies) return undefined;
  const [first] = silent;
  const why = first?.reading.kind === "silent" ? first.reading.why : "";
  return silent.length === 1
    ? `nothing is heard of ${namesOf(silent)}: ${why}`
    : `nothing is heard of ${namesOf(silent)}`;
}

function uncountedText(feeding: readonly FeedingUps[]): string | undefined {
  const found = feeding.find(({ uncounted }) => uncounted !== undefined);
  return found && `the server of ${found.system} does not count it: ${found.uncounted}`;
}

function whyNot(
  { upsmon, minsupplies, hindrances }: ProtectionFacts,
  feeding: readonly FeedingUps[],
): string | undefined {
  return (
    powerText(feeding, minsupplies) ??
    (upsmon === "stopped" ? "upsmon does not run" : undefined) ??
    hindrances[0] ??
    silenceText(feeding, minsupplies) ??
    uncountedText(feeding) ??
    idleText(batteriesOf(feeding))
  );
}

const LONGEST = Number.POSITIVE_INFINITY;

/** Those whose batteries have to be low before too few supplies are left, in the order in which they are. */
function decisive(batteries: readonly Battery[], spare: number): readonly Battery[] {
  const order = batteries.toSorted((a, b) => (a.untilLow ?? LONGEST) - (b.untilLow ?? LONGEST));
  const at = order.findIndex((_, index) => sum(order.slice(0, index + 1)) > spare);
  return order.slice(0, at + 1);
}

/** By SHUTDOWNON: alone, or where some of several go by it. */
function ruleText(fall: readonly Battery[]): string | undefined {
  const ruled = fall.filter(({ rule }) => rule !== undefined);
  const [first] = ruled;
  if (!first) return undefined;
  if (fall.length === 1) return `${first.system} meets SHUTDOWNON ${first.rule}`;
  return `${namesOf(fall)} are low or meet SHUTDOWNON`;
}

function lowText(batteries: readonly Battery[], fall: readonly Battery[], spare: number, patience: number): string {
  const ruled = ruleText(fall);
  if (ruled !== undefined) return ruled;
  const [is, are] = patience > 0 ? lasting(patience) : ["is low", "are low"];
  if (batteries.length === 1) return `the battery of ${namesOf(batteries)} ${is}`;
  if (batteries.every(({ powerValue }) => powerValue > spare))
    return `the first battery of ${namesOf(batteries, "or")} ${is}`;
  if (fall.length === batteries.length) return `the batteries of ${namesOf(batteries)} ${are}`;
  return `the batteries of ${namesOf(fall)} ${are}`;
}

const lasting = (patience: number): readonly [is: string, are: string] => {
  const time = `been low for ${durationText(patience)} (OBLBDURATION)`;
  return [`has ${time}`, `have ${time}`];
};

function timeText(seconds: number | undefined, { system }: Battery): string {
  if (seconds === undefined) return `; ${system} does not say how long that takes`;
  return seconds === 0 ? ", which it is already" : `, in about ${durationText(seconds)} at the present load`;
}

const about = (batteries: readonly Battery[]): string => {
  const worn = batteries.filter(({ status }) => status.has("RB"));
  return worn.length === 0 ? "" : `, if the battery lasts that ${namesOf(worn)} wants replaced`;
};

interface Moment {
  readonly text: string;
  readonly seconds: number | undefined;
  /** Why the power may be gone before. */
  readonly late?: string | undefined;
}

interface Need {
  readonly upses: readonly FeedingUps[];
  readonly least: number;
}

function groupNeeds({ upses, groups = [] }: ProtectionFacts): readonly Need[] {
  return groups.map(({ least, members }) => ({
    least,
    upses: upses.flatMap((ups) => {
      const powerValue = members.get(ups.system);
      return powerValue === undefined ? [] : [{ ...ups, powerValue }];
    }),
  }));
}

/** A group that could never be met counts for nothing, and one whose silent UPSes are enough never falls. */
function fallsOf({ upses, least }: Need, waits: Waits | undefined): readonly Moment[] {
  const batteries = batteriesOf(upses);
  const spare = sum(upses) - least;
  const fall = spare < 0 ? [] : decisive(batteries, spare);
  const last = fall.at(-1);
  if (!last) return [];
  const patience = patienceWith(last, waits);
  const seconds = last.untilLow === undefined ? undefined : last.untilLow + patience;
  const text = `${lowText(batteries, fall, spare, patience)}${timeText(seconds, last)}`;
  return [{ text, seconds, late: tooLate(last, waits) }];
}

function momentOf(facts: ProtectionFacts, feeding: readonly FeedingUps[]): Moment {
  const { minsupplies: least, early, waits } = facts;
  const needs = [{ upses: feeding, least }, ...groupNeeds(facts)];
  const moments = needs.flatMap((need) => fallsOf(need, waits));
  const [first = { text: "", seconds: undefined }] = moments.toSorted(
    (a, b) => (a.seconds ?? LONGEST) - (b.seconds ?? LONGEST),
  );
  if (early === undefined || (first.seconds !== undefined && first.seconds <= early.seconds)) return first;
  const away = early.seconds === 0 ? "at once" : `after ${durationText(early.seconds)} without mains`;
  const unless = first.seconds === undefined && early.seconds > 0 ? ", or sooner when a battery is low" : "";
  return { text: `${away} (${early.by})${unless}`, seconds: early.seconds };
}

const WHEN = /^(at once|after )/;

/** `why` goes behind `because`. */
export const unprotected = (why: string): Verdict => ({
  kind: "unprotected",
  sentence: `This machine is not protected, because ${why}.`,
  why,
});

/** Pure: what is not among the facts is not looked at. */
export function protectionVerdict(facts: ProtectionFacts): Verdict {
  if (facts.unread !== undefined)
    return {
      kind: "unknown",
      sentence: `Whether this machine is protected cannot be told: ${facts.unread}.`,
      why: facts.unread,
    };
  const feeding = facts.upses.filter(({ powerValue }) => powerValue > 0);
  const why = whyNot(facts, feeding);
  if (why !== undefined) return unprotected(why);
  const batteries = batteriesOf(feeding);
  const forced = batteries.filter(({ status }) => status.has("FSD"));
  if (sum(forced) > sum(feeding) - facts.minsupplies)
    return { kind: "protected", sentence: `This machine shuts down now: ${namesOf(forced)} says FSD.`, seconds: 0 };
  const { text, seconds, late } = momentOf(facts, feeding);
  if (late !== undefined) return unprotected(late);
  const failed = batteries.length > 0 && batteries.every(({ status }) => status.has("OB"));
  const head = failed
    ? "The mains has failed: this machine shuts down"
    : "If the mains fails now, this machine shuts down";
  const unless = facts.unless === undefined ? "" : `, unless ${facts.unless}`;
  const sentence = `${head} ${WHEN.test(text) ? "" : "when "}${text}${about(batteries)}${unless}.`;
  return { kind: "protected", sentence, seconds };
}
