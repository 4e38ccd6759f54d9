/**
 * A lead-acid battery behind a UPS: Peukert's law for what a load takes, Shepherd's equation for the voltage, both
 * aged, with a meter that rounds and trembles. It shares nothing with what is learned from it.
 */
export interface LeadBattery {
  /** Seconds that it lasts at full load, new. */
  readonly seconds: number;
  /** 1.1 to 1.3. */
  readonly exponent: number;
  /** Nominal volts. */
  readonly volts: number;
  /** What is left of the capacity, 0 to 1. */
  readonly left: number;
  /** Volts, of trembling. */
  readonly noise: number;
}

export interface Moment {
  readonly at: number;
  /** What is really left: percent, and seconds at this load until nothing is. */
  readonly charge: number;
  readonly runtime: number;
  readonly load: number;
  /** As a meter tells it: 0.1 V. */
  readonly voltage: number;
  readonly low: boolean;
}

/** Repeatable. */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

const LOW = 0.1;
/** A UPS needs something for itself. */
const OWN_LOAD = 4;

/** Volts under load: internal resistance grows as the battery ages. */
function voltsOf({ volts, left }: LeadBattery, used: number, load: number): number {
  const cells = volts / 2;
  const resistance = 0.1 / left;
  const knee = 0.014 / Math.max(0.03, 1.03 - used);
  return cells * (2.09 - knee - 0.07 * used - resistance * (load / 100) + 0.03 * Math.exp(-20 * used));
}

/** From full until it is empty, or `until` (percent) is reached. `loadAt`: percent at a second. */
export function discharge(
  battery: LeadBattery,
  loadAt: (second: number) => number,
  until = 0,
  random = randomOf(1),
  step = 2,
): readonly Moment[] {
  const moments: Moment[] = [];
  let used = 0;
  for (let at = 0; used < 1 - until / 100; at += step) {
    const load = loadAt(at);
    const rate = ((load + OWN_LOAD) / (100 + OWN_LOAD)) ** battery.exponent / (battery.seconds * battery.left);
    const trembling = battery.noise * (random() + random() + random() - 1.5);
    moments.push({
      at,
      charge: 100 * (1 - used),
      runtime: (1 - used) / rate,
      load: Math.round(load),
      voltage: Math.round(10 * (voltsOf(battery, used, load) + trembling)) / 10,
      low: used >= 1 - LOW,
    });
    used += rate * step;
  }
  return moments;
}
