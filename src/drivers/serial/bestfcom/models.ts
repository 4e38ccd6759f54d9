/** What a Ferrups or FortressII says of itself, in one string or on a page of its own. */
import { digitsAt } from "../best/record.ts";

/**
 * What `fc` answers; places that the UPS knows nothing for hold question marks:
 *
 *     $010202010401020006701201200921426000570063000360043203240288005??????\LI1020U\LI1020U31007\\|
 *      re       VA---W----                         nom-full nearempty
 *        protectionmodel                                    low
 *     0         1         2         3         4         5         6         7
 */
export interface Configuration {
  readonly name: string;
  readonly va: number | undefined;
  readonly watts: number | undefined;
  /** Volts of the battery. */
  readonly nominal: number | undefined;
  readonly full: number | undefined;
  readonly low: number | undefined;
  readonly empty: number | undefined;
}

const SERIES: Readonly<Record<string, string>> = { "02": "FortressII", "03": "Ferrups", "04": "Unity/1" };
const OF_LI = ["00", "01", "02", "03"];
const WHOLE = /^\$[\dA-F]{2}[\d?]{67}\\.*\|/i;

/** Undefined for what is no such string. */
export const isConfiguration = (line: string): boolean => WHOLE.test(line);

/** Undefined for a model that is not known. */
export function configured(line: string): Configuration | undefined {
  const series = SERIES[line.slice(3, 5)];
  if (!series || !(OF_LI.includes(line.slice(5, 7)) || line.startsWith("LI", 71))) return undefined;
  const va = digitsAt(line, 11, 5);
  const tenths = (at: number): number | undefined => {
    const number = digitsAt(line, at, 4);
    return number === undefined ? undefined : number / 10;
  };
  return {
    name: `${series} LI${va ?? ""}`,
    va,
    watts: digitsAt(line, 16, 5),
    nominal: tenths(45),
    full: tenths(49),
    low: tenths(53),
    empty: tenths(57),
  };
}

/** A kind that says on a page what it is: voltages and ratings are asked for by name, unless they are known. */
export interface Kind {
  readonly says: RegExp;
  readonly name: string;
  /** VA and watts, by the size in the unit's name, or what to ask for. */
  readonly sizes: Readonly<Record<string, readonly [va: number, watts: number]>> | readonly [va: string, watts: string];
  readonly empty: string;
  readonly low: string;
  readonly full: string | number;
  readonly load: string;
}

const MICRO = { empty: "27 LowBatt", low: "30 NLBatt" } as const;

export const KINDS: readonly Kind[] = [
  {
    says: /Unit ID "C1K/,
    name: "Micro Ferrups MD",
    sizes: { C1K: [1100, 770] },
    ...MICRO,
    full: 13.7,
    load: "22 FullLoad%",
  },
  {
    says: /Unit ID "ME/,
    name: "Micro Ferrups ME",
    sizes: { "ME3.1K": [3100, 2200] },
    ...MICRO,
    full: 54.2,
    load: "16 FullLoad%",
  },
  {
    says: /Unit ID "RE/,
    name: "Micro Ferrups RE",
    sizes: { "RE1.8K": [1800, 1200] },
    empty: "29 LowBat",
    low: "30 NLBatt",
    full: 54.2,
    load: "16 FullLoad%",
  },
  {
    says: /Unit ID "FD/,
    name: "Ferrups FD",
    sizes: { "FD4.3K": [4300, 3000] },
    ...MICRO,
    full: "28 Hi Batt",
    load: "16 FullLoad%",
  },
  {
    says: /Model:\s+FE/,
    name: "Ferrups FE",
    sizes: ["45 RatedVA", "46 RatedW"],
    empty: "65 LoBatV",
    low: "66 NLBatV",
    full: "67 HiBatV",
    load: "16 FullLoad%",
  },
];
