/** What the driver works out where the UPS does not tell it: load, charge, runtime. */
import { parseDecimal } from "../../../nut/decimal.ts";
import { figure, fixed, phrase } from "../../kit/codecs.ts";
import { type CodeRow, type Looks, numberAt, ratingAt, type Told } from "./told.ts";

const NOW = { ask: "UPDS", poll: "quick" } as const;
const PHASES = ["L1", "L2", "L3"] as const;

/** As it stands in a variable, with two decimals. */
const shown = (view: Looks, name: string): number | undefined => parseDecimal(view.known(name) ?? "");

function share(view: Looks, name: string, whole: number | undefined): number | undefined {
  const part = shown(view, name);
  return part === undefined || whole === undefined || whole <= 0 ? undefined : part / whole;
}

/** The rated power of one phase. */
const ofPhase = (view: Looks, rating: string, phases: number): number | undefined => {
  const all = shown(view, rating);
  return all === undefined ? undefined : all / phases;
};

/** The phase that is loaded most, by current and by power, from 0 to 1. */
function load(view: Looks, phases: number): number | undefined {
  const rated = view.note("UPDV");
  const current = ratingAt(rated, "NOINN") ?? ratingAt(rated, "NOIHH");
  const shares = [
    share(view, "output.current", current),
    ...PHASES.flatMap((phase) => [
      share(view, `output.${phase}.current`, current),
      share(view, `output.${phase}.power`, ofPhase(view, "ups.power.nominal", phases)),
      share(view, `output.${phase}.realpower`, ofPhase(view, "output.realpower.nominal", phases)),
    ]),
  ].filter((one) => one !== undefined);
  return shares.length > 0 ? Math.max(...shares) : undefined;
}

const percent = (part: number | undefined): number | undefined => (part === undefined ? undefined : 100 * part);

export const loadRows = (phases: 1 | 3): readonly CodeRow[] => [
  ...PHASES.flatMap((phase): readonly CodeRow[] => [
    {
      var: `output.${phase}.power.percent`,
      ...NOW,
      as: figure(1, (_, view: Looks) =>
        percent(share(view, `output.${phase}.power`, ofPhase(view, "ups.power.nominal", phases))),
      ),
    },
    {
      var: `output.${phase}.realpower.percent`,
      ...NOW,
      as: figure(1, (_, view: Looks) =>
        percent(share(view, `output.${phase}.realpower`, ofPhase(view, "output.realpower.nominal", phases))),
      ),
    },
  ]),
  { var: "ups.load", ...NOW, as: figure(1, (_, view: Looks) => percent(load(view, phases))) },
];

const inPercent = (value: number): number => Math.min(100, Math.max(0, value));
/** Amperes that a charger is thought to give where nothing is known of the battery. */
const USUAL_AMPERES = 10;

function charge(told: Told, view: Looks): number | undefined {
  const own = numberAt(told, "MBCH1");
  if (own !== undefined && own >= 0) return own;
  const rated = view.note("UPDV");
  if (told.charging !== undefined) {
    const capacity = ratingAt(rated, "NBAHN");
    const most = capacity === undefined ? USUAL_AMPERES : 0.3 * capacity;
    return inPercent((100 * (most - told.charging)) / most);
  }
  const [volts, low, high] = [ratingAt(told, "MBUUU"), ratingAt(rated, "NBULL"), ratingAt(rated, "NBUHH")];
  if (volts === undefined || low === undefined || high === undefined || high <= low) return undefined;
  return inPercent((100 * (volts - low)) / (high - low));
}

/** The UPS does not know. */
const ENDLESS = 9999;
const PEUKERT = 1.35;

/** In seconds; the UPS tells minutes, some on battery only. */
function runtime(told: Told, view: Looks, phases: number): number | undefined {
  const own = numberAt(told, "BTIME");
  if (own !== undefined && own >= 0 && own < ENDLESS) return 60 * own;
  const rated = view.note("UPDV");
  const longest = ratingAt(rated, "NBTHH");
  const [used, capacity] = [load(view, phases), ratingAt(rated, "NBAHN")];
  const amperes = Math.abs((rated && numberAt(rated, "NBILL")) ?? 0);
  const most = longest === undefined ? undefined : 60 * longest;
  if (used === undefined || used <= 0 || amperes === 0 || capacity === undefined) return most;
  const seconds = (3600 * capacity) / (used * amperes) ** PEUKERT;
  return Math.min(seconds, most ?? seconds);
}

/** "" where nothing is known now: it may be at the next poll. */
export const UNKNOWN = "";
const orUnknown = (places: number, of: (told: Told, view: Looks) => number | undefined) =>
  phrase<Told, Looks>((told, view) => {
    const value = of(told, view);
    return value === undefined ? UNKNOWN : fixed(value, places);
  });

export const batteryRows = (phases: 1 | 3): readonly CodeRow[] => [
  { var: "battery.charge", ...NOW, as: orUnknown(1, charge) },
  { var: "battery.runtime", ...NOW, as: orUnknown(0, (told, view) => runtime(told, view, phases)) },
];
