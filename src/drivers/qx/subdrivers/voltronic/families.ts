/** The protocols P00 to P99 that these UPSes speak, and what their family allows. */
import type { VarType } from "../../../../nut/var-type.ts";
import { range } from "../../../../nut/var-type.ts";
import type { QxView } from "../../protocol.ts";
import { leadingNumber } from "../../readers.ts";

/** P71: Microtek GI3KL. */
const KNOWN = [0, 1, 2, 3, 8, 9, 10, 13, 14, 31, 71, 99];

/** `PI10` on the wire, `P10` in `ups.firmware.aux`; undefined for a protocol that is not known. */
export function protocolName(text: string): string | undefined {
  const number = /^PI(\d+)$/i.exec(text)?.[1];
  return number !== undefined && KNOWN.includes(Number(number)) ? `P${number.padStart(2, "0")}` : undefined;
}

/** -1 before the device has told its protocol. */
export const protocolOf = (view: QxView): number =>
  Number(/^P(\d+)$/.exec(view.known("ups.firmware.aux") ?? "")?.[1] ?? -1);

export const speaks =
  (...protocols: readonly number[]) =>
  (view: QxView): boolean =>
    protocols.includes(protocolOf(view));

/** How far mains may stray: P01 and P09 allow more than the rest; P00, P08 and P31 have no such limits. */
type Latitude = "wide" | "narrow" | "none";

function latitudeOf(view: QxView): Latitude {
  const protocol = protocolOf(view);
  if (protocol === 1 || protocol === 9) return "wide";
  return [2, 3, 10, 13, 14, 99].includes(protocol) ? "narrow" : "none";
}

type Bounds = readonly [min: number, max: number];

const asRange = (bounds: Bounds | undefined): VarType | undefined => bounds && range(...bounds);

const nominal = (view: QxView, name: string): number | undefined => {
  const text = view.known(name);
  return text === undefined ? undefined : leadingNumber(text);
};

/** Limits of frequencies in Hz: [wide at 50, wide at 60, narrow at 50, narrow at 60]. */
const FREQUENCIES = {
  "eco.high": { wide: { 50: [53, 60], 60: [63, 70] }, narrow: { 50: [52, 54], 60: [62, 64] } },
  "eco.low": { wide: { 50: [40, 47], 60: [50, 57] }, narrow: { 50: [46, 48], 60: [56, 58] } },
  "bypass.high": { wide: { 50: [51, 60], 60: [61, 70] }, narrow: { 50: [51, 54], 60: [61, 64] } },
  "bypass.low": { wide: { 50: [40, 49], 60: [50, 59] }, narrow: { 50: [46, 49], 60: [56, 59] } },
} as const satisfies Readonly<Record<string, Record<"wide" | "narrow", Readonly<Record<50 | 60, Bounds>>>>>;

/** Range of a frequency limit, by protocol and nominal output frequency. */
export function frequencyRange(view: QxView, limit: keyof typeof FREQUENCIES): VarType | undefined {
  const latitude = latitudeOf(view);
  const hertz = nominal(view, "output.frequency.nominal");
  if (latitude === "none" || (hertz !== 50 && hertz !== 60)) return undefined;
  return asRange(FREQUENCIES[limit][latitude][hertz]);
}

/** Least and greatest distance of an ECO limit from the nominal output voltage, in volts. */
const ECO_DISTANCES = {
  wide: { high: [7, 24], low: [3, 12] },
  narrow: { high: [11, 24], low: [5, 12] },
} as const satisfies Record<"wide" | "narrow", Record<"high" | "low", Bounds>>;

/** Lowest and highest ECO limit in volts, above or below the nominal output voltage. */
export function ecoBounds(view: QxView, side: "high" | "low"): Bounds | undefined {
  const latitude = latitudeOf(view);
  const volts = nominal(view, "output.voltage.nominal");
  if (latitude === "none" || volts === undefined) return undefined;
  const [near, far] = ECO_DISTANCES[latitude][volts >= 200 ? "high" : "low"];
  const whole = Math.trunc(volts);
  return side === "high" ? [whole + near, whole + far] : [whole - far, whole - near];
}

export const ecoRange = (view: QxView, side: "high" | "low"): VarType | undefined => asRange(ecoBounds(view, side));

interface VoltageLimits {
  readonly protocols: readonly number[];
  readonly high: { readonly at110: Bounds; readonly at220: Bounds };
  readonly low: { readonly at110: Bounds; readonly at220: Bounds };
}

/** Limits of the bypass voltage, by nominal input voltage. */
const BYPASS_VOLTAGES: readonly VoltageLimits[] = [
  { protocols: [9], high: { at110: [60, 140], at220: [60, 140] }, low: { at110: [60, 140], at220: [60, 140] } },
  { protocols: [1], high: { at110: [120, 140], at220: [230, 264] }, low: { at110: [85, 115], at220: [170, 220] } },
  {
    protocols: [2, 3, 10, 13, 14],
    high: { at110: [115, 138], at220: [231, 276] },
    low: { at110: [55, 104], at220: [110, 209] },
  },
  { protocols: [99], high: { at110: [115, 132], at220: [231, 261] }, low: { at110: [50, 85], at220: [149, 209] } },
];

export function bypassVoltageRange(view: QxView, side: "high" | "low"): VarType | undefined {
  const volts = nominal(view, "input.voltage.nominal");
  const limits = BYPASS_VOLTAGES.find(({ protocols }) => protocols.includes(protocolOf(view)));
  return volts === undefined ? undefined : asRange(limits?.[side][volts >= 200 ? "at220" : "at110"]);
}

/** Lowest battery voltage that can be set: up to 24 V below 1000 VA, up to 28 V from there on. */
export function batteryLowRange(view: QxView): VarType | undefined {
  const volts = nominal(view, "output.voltage.nominal");
  const current = nominal(view, "output.current.nominal");
  if (volts === undefined || current === undefined) return undefined;
  return range(20, Math.trunc(volts) * Math.trunc(current) < 1000 ? 24 : 28);
}
