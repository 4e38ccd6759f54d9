/** Everything that an XCP UPS tells and takes, by what it says of itself. */
import { figure, phrase } from "../../kit/codecs.ts";
import { ASK, now, type Rows } from "./asked.ts";
import { type Block, byteAt } from "./block.ts";
import { type Capabilities, commandRows } from "./command-rows.ts";
import type { XcpIdentity } from "./identity.ts";
import { limitRows } from "./limit-rows.ts";
import { type Meter, meterName, metersOf, meterText } from "./meters.ts";
import { alarmRows, alarmsOf, stateRows } from "./state-rows.ts";

const LOAD = 47;
/** A figure and what it is 100 % of: apparent power, current. */
const LOAD_OF = [
  [23, 71],
  [65, 68],
] as const;

function loadOf(meters: readonly Meter[]): ((block: Block) => number | undefined) | undefined {
  for (const [part, whole] of LOAD_OF) {
    const [one, all] = [part, whole].map((number) => meters.find((meter) => meter.number === number));
    if (one && all)
      return (block) => {
        const full = Number(meterText(block, all));
        return full > 0 ? (100 * Number(meterText(block, one))) / full : undefined;
      };
  }
  return undefined;
}

function meterRows({ meters: formats, phases }: XcpIdentity): Rows {
  const meters = metersOf(formats);
  const load = loadOf(meters);
  const tellsLoad = phases === 1 && meters.some(({ number }) => number === LOAD);
  const rows = meters.flatMap((meter): Rows => {
    const name = meterName(meter.number, phases);
    return name ? [{ var: name, ...now(ASK.meters), as: phrase((block: Block) => meterText(block, meter)) }] : [];
  });
  return load && !tellsLoad ? [...rows, { var: "ups.load", ...now(ASK.meters), as: figure(1, load) }] : rows;
}

const RESULTS = [
  "No test initiated",
  "In progress",
  "Done and passed",
  "Aborted",
  "Done and error",
  "Test scheduled",
] as const;
const CHARGER = ["", "charging", "discharging", "floating", "resting"] as const;
const STRINGS_AT = 18;

const BATTERY: Rows = [
  { var: "ups.test.result", ask: ASK.battery, as: phrase((block: Block) => RESULTS[byteAt(block, 0)]) },
  {
    var: "battery.charger.status",
    ask: ASK.battery,
    // A byte for each string stands between.
    as: phrase((block: Block) => CHARGER[byteAt(block, STRINGS_AT + byteAt(block, STRINGS_AT) + 2)] || undefined),
  },
];

export const rowsOf = (identity: XcpIdentity, capabilities: Capabilities, shutdownDelay: number): Rows => {
  const alarms = alarmsOf(identity);
  return [
    ...meterRows(identity),
    ...limitRows(capabilities.settings),
    ...BATTERY,
    ...alarmRows(alarms),
    ...stateRows(alarms),
    ...commandRows(capabilities, shutdownDelay),
  ];
};
