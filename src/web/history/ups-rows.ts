/** The rows of one UPS that grow now, and those that wait to be written. */
import { parseDecimal } from "../../nut/decimal.ts";
import { powerOf } from "../../nut/real-power.ts";
import { CURVES, LEVELS, type Level, type Row, slotOf } from "./columns.ts";
import { type PowerAt, type Used, usedBetween } from "./energy.ts";
import { emptyRow, type GrowingRow, resumedRow, withSample } from "./row-sum.ts";

export interface Moment {
  readonly wall: number;
  /** By the clock that does not jump. */
  readonly now: number;
}

/** More than two days of rows of a full disk are not kept. */
const MOST_PENDING = 20_000;

const finite = (value: number | undefined): number | undefined =>
  value !== undefined && Math.abs(value) < 1e12 ? value : undefined;

export class UpsRows {
  readonly #growing: (GrowingRow | undefined)[] = LEVELS.map(() => undefined);
  readonly #pending = new Map<string, { readonly level: number; readonly row: Row }>();
  #power: PowerAt | undefined;

  /** Rows of files for the stretches that last now: they go on. */
  resume(rows: readonly (Row | undefined)[]): void {
    for (const [level, row] of rows.entries()) if (row) this.#growing[level] = resumedRow(row);
  }

  /** Takes what is so at this moment; returns what was used since the last one. Undefined values: the UPS is not seen. */
  take(values: ReadonlyMap<string, string> | undefined, { wall, now }: Moment): Used {
    const power = { at: now, power: values && powerOf(values) };
    const used = usedBetween(this.#power, power);
    this.#power = power;
    const measured = CURVES.map((curve) => finite(parseDecimal(values?.get(curve) ?? "")));
    if (!values && used.covered === 0) return used;
    for (const [level, steps] of LEVELS.entries()) this.#add(level, steps, wall, { values: measured, ...used });
    return used;
  }

  #add(level: number, steps: Level, wall: number, sample: Parameters<typeof withSample>[1]): void {
    const slot = slotOf(wall, steps);
    const known = this.#growing[level];
    if (known && known.slot !== slot) this.#keep(level, known);
    this.#growing[level] = withSample(known?.slot === slot ? known : emptyRow(slot), sample);
  }

  #keep(level: number, row: Row): void {
    this.#pending.set(`${level} ${row.slot}`, { level, row });
    for (const oldest of this.#pending.keys()) {
      if (this.#pending.size <= MOST_PENDING) break;
      this.#pending.delete(oldest);
    }
  }

  /** Rows of a level that no file has yet, in the order of time. */
  unwritten(level: number): readonly Row[] {
    const kept = [...this.#pending.values()].flatMap((one) => (one.level === level ? [one.row] : []));
    const growing = this.#growing[level];
    return growing ? [...kept, growing] : kept;
  }

  /** Hands every unwritten row to `write`; what throws stays unwritten. */
  flush(write: (level: number, row: Row) => void): void {
    for (const [key, { level, row }] of this.#pending) {
      write(level, row);
      this.#pending.delete(key);
    }
    for (const [level, row] of this.#growing.entries()) if (row) write(level, row);
  }
}
