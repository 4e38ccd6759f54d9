/**
 * Which series a device belongs to, and what it is called. The product string names the family, the string iModel (or
 * the rated power) the model: "Ellipse PRO" and "650".
 */
import type { HidRow, HidView } from "../../subdriver.ts";

/** What is known of a model beyond its reports. */
const SERIES = ["offline", "pegasus", "common", "evolution", "evolution 650", "pulsar M", "5P", "9E"] as const;
export type Series = (typeof SERIES)[number];

/** Without a name of its own a model is called after its two strings. */
type Model = readonly [product: string, model: string, series: Series, name?: string];

/** Models of one family, each called by `name` after its model string. */
const family = (product: string, series: Series, name: (model: string) => string, models: readonly string[]) =>
  models.map((model): Model => [product, model, series, name(model)]);

/** Models of one family that are called after their two strings. */
const plain = (product: string, series: Series, models: readonly string[]) =>
  models.map((model): Model => [product, model, series]);

const MODELS: readonly Model[] = [
  ...family("ELLIPSE", "offline", (va) => `ellipse ${va}`, ["300", "500", "650", "800", "1200"]),
  ...family("ellipse", "offline", (va) => `ellipse premium ${va.slice(2)}`, ["PR500", "PR650", "PR800", "PR1200"]),
  ...family("ELLIPSE", "offline", (va) => `Ellipse ${va}`, ["600", "750", "1000", "1500"]),
  ...plain("Ellipse MAX", "offline", ["600", "850", "1100", "1500"]),
  ...family("PROTECTIONCENTER", "offline", (va) => `Protection Center ${va}`, ["420", "500", "675"]),

  // These switch outlets off with the load of the main one.
  ...plain("Protection Station", "pegasus", ["500", "650", "800"]),
  ...plain("Ellipse ECO", "pegasus", ["650", "800", "1200", "1600"]),
  ...plain("3S", "offline", ["450", "550"]),
  ...plain("3S", "pegasus", ["700", "750"]),

  ...family("Evolution", "common", (va) => `Pulsar Evolution ${va}`, ["500", "800", "1100", "1500", "2200", "3000"]),
  ["Evolution", "3000XL", "common", "Pulsar Evolution 3000 XL"],
  ["Evolution", "650", "evolution 650"],
  ...plain("Evolution", "evolution", ["850", "1150", "S 1250", "1550", "S 1750", "2000", "S 2500", "S 3000"]),

  ...family("Eaton 5P", "5P", (va) => `5P ${va}`, ["650", "850", "1150", "1550"]),
  ...plain("Eaton 5PX", "5P", ["1500", "2200", "3000"]),
  ...plain("Eaton 5SC", "5P", ["500", "750", "1000", "1500", "2200", "3000"]),
  // 5S1200AU, 5S1500LCD: they say "Ellipse PRO", and a blank behind the model sets them apart.
  ...family("Ellipse PRO", "5P", (va) => `Eaton 5S${va.trim()}`, ["1200 ", "1500 ", "1600 "]),

  ...family("Eaton 9E", "9E", (model) => `9E${model}`, ["1000", "1000i", "1000iau", "1000ir"]),
  ...family("Eaton 9E", "9E", (model) => `9E${model}`, ["2000", "2000i", "2000iau", "2000ir"]),
  ...family("Eaton 9E", "9E", (model) => `9E${model}`, ["3000", "3000i", "3000iau", "3000ir", "3000ixl", "3000ixlau"]),
  // Some 9E give no strings at all.
  ...family("unknown", "9E", (va) => `9E${va}i (presumed)`, ["1000", "2000", "3000"]),
  ...family("Eaton 9SX", "9E", (model) => `9SX${model}`, ["700i", "1000i", "1000im", "1500i", "2000i", "3000i"]),
  ...family("Eaton 9SX", "9E", (model) => `9SX${model}`, ["3000im", "1000ir", "1500ir", "2000ir", "3000ir"]),
  ...family("Eaton 9PX", "9E", (model) => `9px${model}`, ["1000irt2u", "1500irt2u", "1500irtm", "2200irt2u"]),
  ...family("Eaton 9PX", "9E", (model) => `9px${model}`, ["2200irt3u", "3000irt2u", "3000irt3u", "3000irtm"]),

  ...plain("PULSAR M", "pulsar M", ["2200", "3000", "3000 XL"]),
  ...plain("EX", "pulsar M", ["2200", "3000", "3000 XL"]),
  ...family("PULSAR", "common", (va) => `Pulsar MX ${va.slice(2)} RT`, ["MX4000", "MX5000"]),
  ...family("NOVA AVR", "common", (va) => `Nova ${va} AVR`, ["500", "600", "625", "1100", "1250"]),

  ...family("EXtreme", "common", (va) => `Pulsar EXtreme ${va}`, ["700C", "1000C", "1500C", "2200C", "3200C"]),
  ["EXtreme", "1500CCLA", "common", "Pulsar EXtreme 1500C CLA"],
  ...family("EX", "common", (model) => `Pulsar EX ${model.slice(0, -2)} RT`, ["700RT", "1000RT", "1500RT", "2200RT"]),
  ["EX", "3200RT", "common", "Pulsar EX 3200 RT"],
  // Comet EX RT, three phases in and one out, then one phase.
  ...family("EX", "common", (model) => `EX ${model.slice(0, -4)} RT 3:1`, ["5RT31", "7RT31", "11RT31"]),
  ...family("EX", "common", (model) => `EX ${model.slice(0, -2)} RT`, ["5RT", "7RT", "11RT"]),
  ...family("GALAXY", "common", (va) => `Galaxy 3000 ${va.slice(5)} kVA`, ["3000_10", "3000_15", "3000_20", "3000_30"]),
];

/** Dell writes the whole name into its product string. */
const DELL = 0x047c;
/** The C driver's buffer for a string, end mark included, has 512 bytes. */
const LONGEST = 511;

export const MODEL_NOTES: readonly HidRow[] = [
  { note: "model string", path: "UPS.PowerSummary.iModel", poll: "once" },
  { note: "rated VA", path: "UPS.Flow.[4].ConfigApparentPower", poll: "once" },
];

function modelString(view: HidView): string {
  const own = view.text(Math.trunc(view.note("model string") ?? 0), LONGEST);
  const rated = view.note("rated VA");
  return own || (rated === undefined ? "" : String(Math.trunc(rated)));
}

/** The name of the model; what else is known of it is kept for `seriesOf`. */
export function modelOf(view: HidView): string | undefined {
  const { product, vendorId } = view.device;
  const model = vendorId === DELL ? "" : modelString(view);
  if (model === "") return product;
  const family = product ?? "unknown";
  const known = MODELS.find((one) => one[0] === family && one[1] === model);
  if (known) view.remember("series", known[2]);
  return known?.[3] ?? `${family} ${model}`;
}

export const seriesOf = (view: HidView): Series =>
  SERIES.find((series) => series === view.recall("series")) ?? "common";

/** Models without automatic voltage regulation. */
export const isOffline = (view: HidView): boolean => ["offline", "pegasus"].includes(seriesOf(view));

/**
 * Its outlets can follow the load of the main one. NUT's source means to leave the 3S of Europe out
 * (UPS.PowerSummary.Country is 0), but its driver lets them in, and their users have these variables.
 */
export const hasEcoOutlets = (view: HidView): boolean => seriesOf(view) === "pegasus";
