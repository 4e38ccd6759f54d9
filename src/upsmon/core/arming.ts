/**
 * UPS off and on again: `shutdown.return` through the drivers that run, after the secondaries have left and right before
 * SHUTDOWNCMD. Nothing here stops a shutdown; what cannot be armed is left to the last scripts.
 */
import { type HowDown, log, type Turn } from "./effects.ts";
import type { Event } from "./events.ts";
import { returnDelay } from "./return-delay.ts";
import { isPrimary, type State, type WatchPhase } from "./state.ts";

type Arming = Extract<WatchPhase, { kind: "arming" }>;
type Armed = Extract<Event, { kind: "armed" }>;

export interface WayDown {
  readonly how: HowDown;
  /** UPSes that go off by themselves. */
  readonly armed: readonly string[];
}

/** How long servers and drivers may take. */
export const ARM_MS = 10_000;

/** The phase in which UPSes are armed, or undefined where there is nothing to arm. */
export function beginArming(state: State, turn: Turn): Arming | undefined {
  if (!state.settings.shutdownreturn) return undefined;
  const open = state.upses.filter(isPrimary).map(({ monitor }) => monitor.system);
  if (open.length === 0) return undefined;
  const delay = returnDelay(state.settings, state.measured);
  for (const ups of open) turn.effects.push({ kind: "arm-return", ups, delay });
  return { kind: "arming", since: turn.now, until: turn.now + ARM_MS, open, armed: [], mains: [] };
}

function logArmed({ ups, result }: Armed, turn: Turn): void {
  if (result.kind === "armed") {
    log(turn, "notice", `UPS [${ups}] goes off in ${result.delay} s, and on again when power is back`);
  } else {
    const left = "only the last scripts of the shutdown can switch it off";
    log(turn, "error", `UPS [${ups}] could not be told to go off and on again: ${result.why}; ${left}`);
  }
}

export function armAnswered(state: State, event: Armed, turn: Turn): State {
  const { phase } = state;
  if (phase.kind !== "arming" || !phase.open.includes(event.ups)) return state;
  logArmed(event, turn);
  const next: Arming = {
    ...phase,
    open: phase.open.filter((other) => other !== event.ups),
    armed: event.result.kind === "armed" ? [...phase.armed, event.ups] : phase.armed,
    mains: event.mains ? [...phase.mains, event.ups] : phase.mains,
  };
  return { ...state, phase: next };
}

/**
 * How this machine goes down once all have answered, or will not. A UPS that is armed switches it off and on, also where
 * power has come back. Where none is, and power is there, nothing would ever switch a halted machine on.
 */
export function armingEnded(phase: Arming, turn: Turn): WayDown | undefined {
  const { open, until, armed, mains } = phase;
  if (open.length > 0 && turn.now < until) return undefined;
  for (const ups of open) log(turn, "error", `UPS [${ups}] did not say within ${ARM_MS / 1000} s that it goes off`);
  return { how: armed.length > 0 || mains.length === 0 ? "halt" : "restart", armed };
}

/** SHUTDOWNCMD has failed: a machine that is still up must not lose its power. */
export function disarm({ settings, upses }: State, turn: Turn): void {
  if (!settings.shutdownreturn) return;
  for (const ups of upses.filter(isPrimary)) turn.effects.push({ kind: "disarm", ups: ups.monitor.system });
}
