/** Whether this house is protected, and why not: rows for all that speaks against it, the worst first. Pure. */
import { parseDecimal } from "../../nut/decimal.ts";
import type { Verdict } from "../../nut/protection/verdict.ts";
import { parseStatus } from "../../nut/status.ts";
import { upsIdOf } from "../follow/find-ups.ts";
import type { Fleet } from "../follow/fleet.ts";
import type { FollowedUps } from "../follow/followed-server.ts";

export type ProtectionLevel = "protected" | "doubtful" | "unprotected" | "outage";

export type ProtectionCode =
  | "no-ups"
  | "waiting"
  | "unknown-state"
  | "going-down"
  | "low-battery"
  | "on-battery"
  | "off"
  | "bypass"
  | "nobody-logged-in"
  | "replace-battery"
  | "overload"
  | "alarm"
  | "protected"
  /** The verdict over the machine that we run on. */
  | "this-machine"
  | "shuts-down"
  | "shuts-down-low"
  | "goes-down";

export interface ProtectionFact {
  readonly code: ProtectionCode;
  readonly level: ProtectionLevel;
  /** The id of the UPS that it is about; absent where it is about all of them, or about the machine. */
  readonly ups?: string;
  readonly name?: string;
  /** Figures of the sentence: seconds of `runtime`, numbers of `upses` and `clients`, the `reason`, seconds until it is `down`. */
  readonly figures: Readonly<Record<string, string | number>>;
  /** The sentence in English. */
  readonly text: string;
}

interface Rule {
  readonly code: ProtectionCode;
  readonly level: ProtectionLevel;
  readonly holds: (ups: FollowedUps, tokens: ReadonlySet<string>) => boolean;
  readonly text: (ups: FollowedUps) => string;
}

const minutes = (seconds: number): string =>
  seconds < 120 ? `${Math.round(seconds)} s` : `${Math.floor(seconds / 60)} min`;

const runtimeOf = ({ snapshot }: FollowedUps): number | undefined =>
  parseDecimal(snapshot.values.get("battery.runtime") ?? "");

function lasts(ups: FollowedUps): string {
  const runtime = runtimeOf(ups);
  return runtime === undefined ? "" : `; it lasts for another ${minutes(runtime)}`;
}

const has =
  (token: string): Rule["holds"] =>
  (_ups, tokens) =>
    tokens.has(token);

/** In the order of their weight; the first that holds for a UPS is the one that is told. */
const RULES: readonly Rule[] = [
  {
    code: "waiting",
    level: "doubtful",
    holds: ({ condition }) => condition === "waiting",
    text: ({ name }) => `Nothing is known of ${name} yet.`,
  },
  {
    code: "unknown-state",
    level: "unprotected",
    holds: ({ condition }) => condition !== "live",
    text: ({ name, snapshot }) =>
      `Not protected: what ${name} does is not known${snapshot.error ? ` (${snapshot.error.message})` : ""}.`,
  },
  {
    code: "going-down",
    level: "outage",
    holds: has("FSD"),
    text: ({ name }) => `${name} tells every machine to shut down now.`,
  },
  {
    code: "low-battery",
    level: "outage",
    holds: (_ups, tokens) => tokens.has("OB") && tokens.has("LB"),
    text: (ups) => `The mains has failed and the battery of ${ups.name} is low${lasts(ups)}.`,
  },
  {
    code: "on-battery",
    level: "outage",
    holds: has("OB"),
    text: (ups) => `The mains has failed: ${ups.name} runs on its battery${lasts(ups)}.`,
  },
  {
    code: "off",
    level: "unprotected",
    holds: has("OFF"),
    text: ({ name }) => `Not protected: ${name} is switched off.`,
  },
  {
    code: "bypass",
    level: "unprotected",
    holds: has("BYPASS"),
    text: ({ name }) => `Not protected: ${name} is on bypass, past its battery.`,
  },
  {
    code: "replace-battery",
    level: "doubtful",
    holds: has("RB"),
    text: ({ name }) => `Protection is doubtful: the battery of ${name} needs to be replaced.`,
  },
  {
    code: "overload",
    level: "doubtful",
    holds: has("OVER"),
    text: ({ name }) => `Protection is doubtful: ${name} is overloaded.`,
  },
  {
    code: "nobody-logged-in",
    level: "unprotected",
    holds: ({ snapshot }) => snapshot.clients.length === 0,
    text: ({ name }) =>
      `Not protected: no upsmon is logged in to ${name}, so nothing shuts down when its battery ends.`,
  },
  {
    code: "alarm",
    level: "doubtful",
    holds: has("ALARM"),
    text: ({ name, snapshot }) =>
      `${name} reports an alarm: ${(snapshot.values.get("ups.alarm") ?? "").slice(0, 200)}.`,
  },
];

const WEIGHT: readonly ProtectionLevel[] = ["outage", "unprotected", "doubtful", "protected"];

function figuresOf(ups: FollowedUps): ProtectionFact["figures"] {
  const runtime = runtimeOf(ups);
  const reason = ups.snapshot.error?.message;
  const alarm = ups.snapshot.values.get("ups.alarm")?.slice(0, 200);
  return {
    ...(runtime !== undefined && { runtime }),
    ...(reason !== undefined && { reason }),
    ...(alarm !== undefined && { alarm }),
    clients: ups.snapshot.clients.length,
  };
}

function factOf(ups: FollowedUps): ProtectionFact | undefined {
  const tokens = new Set(parseStatus(ups.snapshot.values.get("ups.status") ?? ""));
  const rule = RULES.find(({ holds }) => holds(ups, tokens));
  if (!rule) return undefined;
  const { code, level, text } = rule;
  return { code, level, ups: upsIdOf(ups), name: ups.name, figures: figuresOf(ups), text: text(ups) };
}

function allIsWell(upses: readonly FollowedUps[]): ProtectionFact {
  const clients = new Set(upses.flatMap(({ snapshot }) => snapshot.clients)).size;
  const machines = clients === 1 ? "1 machine" : `${clients} machines`;
  const which = upses.length === 1 ? `${upses[0]?.name} runs` : `${upses.length} UPSes run`;
  return {
    code: "protected",
    level: "protected",
    figures: { upses: upses.length, clients },
    text: `Protected: ${which} on line power, and ${machines} will shut down in time.`,
  };
}

const NOTHING: ProtectionFact = {
  code: "no-ups",
  level: "unprotected",
  figures: {},
  text: "Not protected: no server names a UPS.",
};

/** What its verdict says, for whoever has it from nutts doctor as well: the same sentence. */
function ownFact(verdict: Verdict, outage: boolean): ProtectionFact {
  const { sentence: text } = verdict;
  if (verdict.kind !== "protected")
    return { code: "this-machine", level: "unprotected", figures: { reason: verdict.why }, text };
  const { seconds } = verdict;
  const figures = seconds === undefined ? {} : { down: seconds };
  if (outage) return { code: "goes-down", level: "outage", figures, text };
  return { code: seconds === undefined ? "shuts-down-low" : "shuts-down", level: "protected", figures, text };
}

/** What the verdict says already. */
const SAID: ReadonlySet<ProtectionLevel> = new Set(["unprotected", "protected"]);

function withOwn(facts: readonly ProtectionFact[], verdict: Verdict): readonly ProtectionFact[] {
  const own = ownFact(
    verdict,
    facts.some(({ level }) => level === "outage"),
  );
  const others = own.level === "protected" ? facts : facts.filter(({ level }) => !SAID.has(level));
  return [...others.filter(({ code }) => code !== "protected"), own];
}

export function protectionOf({
  upses,
  own,
}: Pick<Fleet, "upses"> & Partial<Pick<Fleet, "own">>): readonly ProtectionFact[] {
  if (upses.length === 0) return [NOTHING];
  const seen = upses.flatMap((ups) => factOf(ups) ?? []);
  const facts = seen.length === 0 ? [allIsWell(upses)] : seen;
  const all = own ? withOwn(facts, own.verdict(upses)) : facts;
  return all.toSorted((a, b) => WEIGHT.indexOf(a.level) - WEIGHT.indexOf(b.level));
}
