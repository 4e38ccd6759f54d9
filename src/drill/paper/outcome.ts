/** What became of every machine, and what that means. Times in seconds after the loss of the mains. */
import { durationText } from "../../nut/duration-text.ts";

export interface Happening {
  readonly at: number;
  /** Machines; none where a UPS or the mains is meant. */
  readonly who: readonly string[];
  readonly text: string;
}

export type Fate =
  /** `left`: until its supply would have ended. */
  | { readonly kind: "off"; readonly commandAt: number; readonly offAt: number; readonly left: number }
  /** The power went first. */
  | {
      readonly kind: "cut";
      readonly at: number;
      readonly commandAt: number | undefined;
      /** The UPS was switched off at the end of another machine's shutdown; else its battery was empty. */
      readonly switchedOff: boolean;
    }
  | { readonly kind: "up" };

export interface MachineFate {
  readonly name: string;
  readonly shutdownTime: number;
  readonly fate: Fate;
}

export interface Outcome {
  readonly id: string;
  readonly title: string;
  readonly happenings: readonly Happening[];
  readonly machines: readonly MachineFate[];
  readonly decidedAt: number | undefined;
  readonly ok: boolean;
  readonly verdict: string;
}

/** One name, or as many as fit. */
const MOST_NAMES = 4;

export function namesOf(names: readonly string[]): string {
  if (names.length <= MOST_NAMES) return names.join(", ");
  return `${names.slice(0, MOST_NAMES).join(", ")} and ${names.length - MOST_NAMES} more`;
}

export interface Verdict {
  readonly ok: boolean;
  readonly text: string;
}

function cutText({ name, shutdownTime, fate }: MachineFate): string | undefined {
  if (fate.kind !== "cut") return undefined;
  const why = fate.switchedOff ? "the UPS is switched off" : "the battery is empty";
  if (fate.commandAt === undefined) return `${name} is never shut down, and loses power when ${why}`;
  const had = durationText(fate.at - fate.commandAt);
  return `${name} loses power while it shuts down: it needs ${durationText(shutdownTime)}, and has ${had} until ${why}`;
}

export function lossVerdict(machines: readonly MachineFate[]): Verdict {
  const cut = machines.map(cutText).filter((text) => text !== undefined);
  if (cut.length > 0) return { ok: false, text: `${cut.join("; ")}.` };
  const off = machines.flatMap(({ fate }) => (fate.kind === "off" ? [fate] : []));
  if (off.length === 0) return { ok: true, text: "Nothing here is fed by a UPS, and nothing is shut down." };
  const left = Math.min(...off.map((fate) => fate.left));
  return { ok: true, text: `Everything is off in time, with ${durationText(left)} of battery left.` };
}

export function blipVerdict(machines: readonly MachineFate[]): Verdict {
  const down = machines.filter(({ fate }) => fate.kind !== "up").map(({ name }) => name);
  if (down.length === 0) return { ok: true, text: "Nothing is shut down." };
  return {
    ok: false,
    text: `${namesOf(down)} goes down although the mains is back: a timer that ONBATT starts has to be cancelled by ONLINE.`,
  };
}

/** The mains is back, and nothing revokes the decision. `cycled`: the UPSes are switched off and on at the end. */
export function decidedVerdict(machines: readonly MachineFate[], cycled: boolean): Verdict {
  const { ok, text } = lossVerdict(machines);
  if (!ok) return { ok, text };
  if (machines.every(({ fate }) => fate.kind === "up")) return { ok: true, text: "Nothing is shut down." };
  const after = cycled
    ? "their UPS is switched off and on, and they start if they are set to start with the power"
    : "they stay off until somebody starts them, as no UPS is switched off and on (POWERDOWNFLAG of its primary)";
  return { ok: true, text: `What was decided is done: the machines go down, and then ${after}.` };
}
