/** Energy from power over time. It begins at 0 with the process: `total_increasing` takes that for a new meter. */

/** A power that is older says nothing about the time since. */
const GAP_MS = 60_000;
const MS_PER_KWH = 3_600_000 * 1000;

export interface Power {
  readonly watts: number;
  readonly estimated: boolean;
}

function numberIn(values: ReadonlyMap<string, string>, name: string): number | undefined {
  const value = Number(values.get(name) || Number.NaN);
  return Number.isFinite(value) && value >= 0 && value < 1e7 ? value : undefined;
}

/** What the UPS measures, else its load of what it is made for. */
export function powerOf(values: ReadonlyMap<string, string>): Power | undefined {
  const watts = numberIn(values, "ups.realpower") ?? numberIn(values, "output.realpower");
  if (watts !== undefined) return { watts, estimated: false };
  const [load, nominal] = [numberIn(values, "ups.load"), numberIn(values, "ups.realpower.nominal")];
  return load === undefined || nominal === undefined ? undefined : { watts: (load / 100) * nominal, estimated: true };
}

export class EnergyMeter {
  #kwh = 0;
  #last: { readonly at: number; readonly watts: number } | undefined;
  #estimated = false;
  #measured = false;

  /** Undefined until a power is known. */
  get kwh(): number | undefined {
    return this.#measured ? this.#kwh : undefined;
  }

  get estimated(): boolean {
    return this.#estimated;
  }

  /** `now` in milliseconds; undefined power is a gap. */
  hear(power: Power | undefined, now: number): void {
    const last = this.#last;
    if (last && now > last.at && now - last.at <= GAP_MS) this.#kwh += (last.watts * (now - last.at)) / MS_PER_KWH;
    this.#last = power && { at: now, watts: power.watts };
    if (!power) return;
    this.#measured = true;
    this.#estimated ||= power.estimated;
  }
}
