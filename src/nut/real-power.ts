/** The real power that a UPS gives: what it measures, else its load of what it is made for. */
import { parseDecimal } from "./decimal.ts";

export interface Power {
  readonly watts: number;
  /** From the load and what the UPS is rated for. */
  readonly estimated: boolean;
}

type Values = ReadonlyMap<string, string>;

const PERCENT = 0.01;
/** No UPS that has ever been made gives so much. */
const TOO_MUCH = 1e7;

function first(values: Values, ...names: readonly string[]): number | undefined {
  const numbers = names.map((name) => parseDecimal(values.get(name) ?? ""));
  return numbers.find((value) => value !== undefined && value >= 0 && value < TOO_MUCH);
}

/** Undefined where neither it nor load and rating are known. A rating in VA stands in for one in W. */
export function powerOf(values: Values): Power | undefined {
  const watts = first(values, "ups.realpower", "output.realpower");
  if (watts !== undefined) return { watts, estimated: false };
  const [load, nominal] = [first(values, "ups.load"), first(values, "ups.realpower.nominal", "ups.power.nominal")];
  return load === undefined || nominal === undefined ? undefined : { watts: load * PERCENT * nominal, estimated: true };
}
