/**
 * What UPSes with UPScode II tell: UPDS states and meters, UPDV ratings, UPBS batteries.
 *
 *     STUF 11   STAT BL   MIUL1 228.1   …   MOFFF 50.0        S state, M meter, N rating; I input, B battery, O output
 */
import { numbered, type VarName } from "../../../nut/catalogue/names.ts";
import { batteryRows, loadRows } from "./estimates.ts";
import { type CodeRow, measured, says, words } from "./told.ts";

const NOW = { ask: "UPDS", poll: "quick" } as const;
const RATED = { ask: "UPDV", poll: "changed" } as const;

const attention = (code: string): readonly string[] => [`STAT ${code}`, `STMF ${code}`];
const ON_BATTERY = says("STBO 11", "STUF 11");

const STATES: readonly CodeRow[] = [
  { status: "OL", ...NOW, when: (told) => !ON_BATTERY(told) },
  { status: "OB", ...NOW, when: ON_BATTERY },
  { status: "LB", ...NOW, when: says("STBL 11", ...attention("BL")) },
  { status: "BOOST", ...NOW, when: says("STLR SU", "STLR DU") },
  { status: "TRIM", ...NOW, when: says("STLR SD") },
  { status: "OVER", ...NOW, when: says(...attention("OL")) },
  { status: "OFF", ...NOW, when: says(...attention("OD")) },
  { status: "BYPASS", ...NOW, when: says("STBP 11") },
];

const ALARMS: readonly (readonly [code: string, alarm: string])[] = [
  ["AC", "Auxiliary contact faulty"],
  ["BA", "Battery not connected"],
  ["BC", "Backfeed contactor faulty"],
  ["BD", "Battery discharges as it should not"],
  ["BF", "Battery fuse blown"],
  ["BO", "Battery voltage too high"],
  ["BP", "Bypass fuse blown"],
  ["BR", "Battery charges as it should not"],
  ["BT", "Battery too hot"],
  ["BX", "No bypass"],
  ["BY", "Battery faulty"],
  ["CE", "Configured wrongly"],
  ["CM", "Battery converter faulty"],
  ["CT", "Cabinet too hot"],
  ["DO", "DC voltage too high"],
  ["DU", "DC voltage too low"],
  ["EP", "Emergency power off"],
  ["FF", "Fan faulty"],
  ["FH", "Input frequency too high"],
  ["FL", "Input frequency too low"],
  ["FT", "Filter too hot"],
  ["GF", "Ground fault"],
  ["HT", "Charger too hot"],
  ["IB", "Data bus inside faulty"],
  ["IF", "Inverter fuse blown"],
  ["IM", "Inverter faulty"],
  ["IO", "Inverter voltage too high"],
  ["IP", "Power supply inside faulty"],
  ["IT", "Inverter too hot"],
  ["IU", "Inverter voltage too low"],
  ["IV", "Inverter is off"],
  ["LR", "No longer redundant"],
  ["NF", "Neutral conductor faulty"],
  ["OF", "Oscillator faulty"],
  ["OR", "Load too high to be redundant"],
  ["OV", "Output voltage out of range"],
  ["OW", "Output faulty"],
  ["PB", "Parallel bus faulty"],
  ["PE", "Phases in the wrong order"],
  ["RE", "Rectifier is off"],
  ["RF", "Rectifier fuse blown"],
  ["RM", "Rectifier faulty"],
  ["RT", "Rectifier too hot"],
  ["SM", "Static switch faulty"],
  ["ST", "Static switch too hot"],
  ["TT", "Transformer too hot"],
  ["UD", "UPS is disabled"],
  ["UO", "Input voltage too high"],
  ["US", "Not synchronized"],
  ["UU", "Input voltage too low"],
  ["VE", "Voltage inside wrong"],
];

const RATINGS: readonly (readonly [code: string, name: VarName])[] = [
  ["NIUHH", "input.voltage.maximum"],
  ["NIULL", "input.voltage.minimum"],
  ["NIUNN", "input.voltage.nominal"],
  ["NIIHH", "input.current.maximum"],
  ["NIILL", "input.current.minimum"],
  ["NIINN", "input.current.nominal"],
  ["NIPHH", "input.realpower.maximum"],
  ["NIPNN", "input.realpower.nominal"],
  ["NISHH", "input.power.maximum"],
  ["NISNN", "input.power.nominal"],
  ["NBAHN", "battery.capacity.nominal"],
  ["NBINN", "battery.current.nominal"],
  ["NBUHH", "battery.voltage.maximum"],
  ["NBULL", "battery.voltage.minimum"],
  ["NBUNN", "battery.voltage.nominal"],
  ["NOFHH", "output.frequency.maximum"],
  ["NOFLL", "output.frequency.minimum"],
  ["NOIHH", "output.current.maximum"],
  ["NOINN", "output.current.nominal"],
  ["NOUHH", "output.voltage.maximum"],
  ["NOULL", "output.voltage.minimum"],
  ["NOUNN", "output.voltage.nominal"],
  ["NUTEH", "ups.temperature.maximum"],
];

const METERS: readonly (readonly [code: string, name: VarName])[] = [
  ["METE1", "ambient.temperature"],
  ["MERH1", "ambient.humidity"],
  ["MIFFF", "input.frequency"],
  ["MBIII", "battery.current"],
  ["MBUUU", "battery.voltage"],
  ["MOFFF", "output.frequency"],
  ["MUTE1", "ups.temperature"],
];

/** Kilowatts at the output; all else is as it is shown. */
const ENDS = [
  { letter: "I", name: "input", kilo: 1 },
  { letter: "O", name: "output", kilo: 1000 },
] as const;
const PHASES = ["L1", "L2", "L3"] as const;
const PAIRS = [
  ["12", "L1-L2"],
  ["23", "L2-L3"],
  ["31", "L3-L1"],
] as const;

export interface Phases {
  readonly input: 1 | 3;
  readonly output: 1 | 3;
}

/** The first phase is that of a UPS which has no other. */
function phaseRows({ letter, name, kilo }: (typeof ENDS)[number], phases: 1 | 3): readonly CodeRow[] {
  return PHASES.flatMap((phase, at): readonly CodeRow[] => {
    const whole = at === 0 && phases === 1;
    const of = whole ? (name as "input") : (`${name}.${phase}` as "input.L1");
    return [
      { var: `${of}.current`, ...NOW, as: measured(`M${letter}IL${at + 1}`) },
      { var: `${of}.realpower`, ...NOW, as: measured(`M${letter}PL${at + 1}`, kilo) },
      { var: `${of}.power`, ...NOW, as: measured(`M${letter}SL${at + 1}`) },
      {
        var: whole ? (`${name}.voltage` as const) : (`${name}.${phase}-N.voltage` as const),
        ...NOW,
        as: measured(`M${letter}UL${at + 1}`),
      },
    ];
  });
}

function lineRows(phases: Phases): readonly CodeRow[] {
  return [
    ...ENDS.flatMap((end) => [
      ...phaseRows(end, phases[end.name]),
      ...PAIRS.map(
        ([digits, pair]): CodeRow => ({
          var: `${end.name}.${pair}.voltage`,
          ...NOW,
          as: measured(`M${end.letter}U${digits}`),
        }),
      ),
    ]),
    ...PHASES.flatMap((phase, at): readonly CodeRow[] => [
      {
        var: at === 0 && phases.output === 1 ? "output.current.peak" : `output.${phase}.current.peak`,
        ...NOW,
        as: measured(`MOIP${at + 1}`),
      },
      { var: `input.bypass.${phase}-N.voltage`, ...NOW, as: measured(`MPUL${at + 1}`) },
    ]),
  ];
}

const BATTERIES: readonly CodeRow[] = Array.from({ length: 8 }, (_, at): readonly CodeRow[] => [
  { var: numbered("battery.#.temperature", at + 1), ask: "UPBS", poll: "changed", as: measured(`MBTE${at + 1}`) },
  { var: numbered("battery.#.date", at + 1), ask: "UPBS", poll: "changed", as: words(`BDAT${at + 1}`) },
]).flat();

/** `each`: by what the rated power is multiplied: kilowatts of one phase, or of all. */
export const rowsOf = (phases: Phases, each: number): readonly CodeRow[] => [
  ...STATES,
  ...ALARMS.map(([code, alarm]): CodeRow => ({ alarm, ...NOW, when: says(...attention(code)) })),
  ...RATINGS.map(([code, name]): CodeRow => ({ var: name, ...RATED, as: measured(code) })),
  { var: "output.realpower.nominal", ...RATED, as: measured("NOPNN", each) },
  { var: "ups.power.nominal", ...RATED, as: measured("NOSNN", each) },
  { note: "UPDV", ...RATED },
  ...METERS.map(([code, name]): CodeRow => ({ var: name, ...NOW, as: measured(code) })),
  ...lineRows(phases),
  ...loadRows(phases.output),
  ...batteryRows(phases.output),
  ...BATTERIES,
  { var: "ups.date", ask: "UPDT", as: words("ACDT") },
  { var: "ups.time", ask: "UPTM", as: words("ACTM") },
];
