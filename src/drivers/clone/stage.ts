/**
 * A stage: hosts that leave before the battery is empty, the outlet that they hang on, and how they come back. Pure; time
 * is in milliseconds.
 *
 *     on ──condition, command──► leaving (FSD) ──offdelay──► off ──mains for ondelay──► on
 */

export interface StageRules {
  readonly offDelayMs: number;
  readonly onDelayMs: number;
  /** Percent; the stage leaves below it. 0: never. */
  readonly minCharge: number;
  /** Seconds; the stage leaves below it. 0: never. */
  readonly minRuntime: number;
  /** Time on battery after which the stage leaves. */
  readonly maxOnBatteryMs: number | undefined;
  /** A variable tells whether the outlet is on: nothing is assumed. */
  readonly outletIsTold: boolean;
}

export interface StageState {
  /** When the outlet goes off. */
  readonly offAt?: number | undefined;
  /** It comes on again when mains have been there for the delay. */
  readonly returns: boolean;
  /** Since when mains have been there, with the outlet waiting to come on. */
  readonly mainsSince?: number | undefined;
  readonly outletOn: boolean;
  readonly onBatterySince?: number | undefined;
}

/** What the UPS says now. */
export interface Heard {
  readonly online: boolean;
  readonly onBattery: boolean;
  readonly charge?: number | undefined;
  readonly runtime?: number | undefined;
  /** Undefined: not told. */
  readonly outletOn?: boolean | undefined;
}

export type StageEffect =
  | { readonly kind: "load-off" }
  | { readonly kind: "load-on" }
  /** `outlet`: it is said where there is one. */
  | { readonly kind: "say"; readonly text: string; readonly outlet: boolean };

export type StageStep = readonly [StageState, readonly StageEffect[]];

export const STAGE_BEGIN: StageState = { returns: false, outletOn: true };

const say = (text: string, outlet = true): StageEffect => ({ kind: "say", text, outlet });

/** `shutdown.return` and `shutdown.stayoff`. */
export function leave(state: StageState, returns: boolean, now: number, { offDelayMs }: StageRules): StageState {
  const offAt = state.offAt ?? (state.outletOn ? now + offDelayMs : undefined);
  return { ...state, offAt, returns, mainsSince: undefined };
}

/** Data are not fresh: what was counted on them counts no more. A stage that is leaving goes on leaving. */
export const unheard = (state: StageState): StageState => ({
  ...state,
  onBatterySince: undefined,
  mainsSince: undefined,
});

/** Why the stage leaves; undefined while it stays. */
function reason(state: StageState, heard: Heard, now: number, rules: StageRules): string | undefined {
  const { charge, runtime } = heard;
  const { minCharge, minRuntime, maxOnBatteryMs } = rules;
  if (charge !== undefined && charge < minCharge) return `the charge is ${charge} %, below ${minCharge} %`;
  if (runtime !== undefined && runtime < minRuntime) return `the runtime is ${runtime} s, below ${minRuntime} s`;
  const since = state.onBatterySince;
  return since !== undefined && maxOnBatteryMs !== undefined && now - since >= maxOnBatteryMs
    ? `on battery for ${Math.round((now - since) / 1000)} s`
    : undefined;
}

function leaving(state: StageState, offAt: number, now: number, { outletIsTold }: StageRules): StageStep {
  if (now < offAt) return [state, []];
  const off = { ...state, offAt: undefined, outletOn: outletIsTold && state.outletOn };
  return [off, [{ kind: "load-off" }, say("the outlet goes off")]];
}

function returning(state: StageState, { online }: Heard, now: number, rules: StageRules): StageStep {
  const mainsSince = online ? (state.mainsSince ?? now) : undefined;
  if (mainsSince === undefined || now - mainsSince < rules.onDelayMs) return [{ ...state, mainsSince }, []];
  const outletOn = rules.outletIsTold ? state.outletOn : true;
  return [
    { ...state, mainsSince: undefined, returns: false, outletOn },
    [{ kind: "load-on" }, say("mains are back: the outlet comes on")],
  ];
}

/** One reading of the UPS. */
export function step(before: StageState, heard: Heard, now: number, rules: StageRules): StageStep {
  const state: StageState = {
    ...before,
    outletOn: heard.outletOn ?? before.outletOn,
    onBatterySince: heard.onBattery ? (before.onBatterySince ?? now) : undefined,
  };
  if (state.offAt !== undefined) return leaving(state, state.offAt, now, rules);
  if (state.returns) return returning(state, heard, now, rules);
  const why = heard.onBattery && state.outletOn ? reason(state, heard, now, rules) : undefined;
  if (why === undefined) return [state, []];
  return [
    leave(state, true, now, rules),
    [say(`${why}: whoever is on this UPS has ${rules.offDelayMs / 1000} s to leave`, false)],
  ];
}

/** When the next step is due that no change of the UPS brings about. */
export function nextDue(state: StageState, { onDelayMs, maxOnBatteryMs }: StageRules): number | undefined {
  if (state.offAt !== undefined) return state.offAt;
  if (state.returns) return state.mainsSince === undefined ? undefined : state.mainsSince + onDelayMs;
  const since = state.outletOn ? state.onBatterySince : undefined;
  return since === undefined || maxOnBatteryMs === undefined ? undefined : since + maxOnBatteryMs;
}
