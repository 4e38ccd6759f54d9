/** The protocols of Tripp Lite's older USB UPSes, and how numbers are written in each. */

/** Eight bytes: the letter that was asked, then the answer. */
export type Answer = Uint8Array;

export interface Protocol {
  readonly number: number;
  /** Smart UPSes have tests, extremes and a temperature. */
  readonly smart: boolean;
  /** Numbers are bytes, the high one first; else hexadecimal digits. */
  readonly binary: boolean;
  readonly watchdog: boolean;
  readonly unitId: boolean;
  /** Outlets can be switched. */
  readonly outlets: boolean;
  /** Place and digits of the frequency in the answer to T; undefined: there is none. */
  readonly frequency?: readonly [at: number, digits: number];
  /** The last byte of that answer tells 50 or 60 Hz. */
  readonly tellsNominal?: true;
}

const OMNIVS = { smart: false, binary: false, watchdog: true, unitId: false, outlets: false } as const;
const SMART = { smart: true, binary: false, watchdog: true, unitId: true, outlets: false } as const;

export const OMNIVS_1001 = 0x1001;
export const OMNIVS_2001 = 0x2001;
export const SMART_0004 = 0x0004;
export const SMARTPRO_3003 = 0x3003;
export const SMART_3005 = 0x3005;
export const SMART_3017 = 0x3017;

const PROTOCOLS: readonly Protocol[] = [
  { ...SMART, number: SMART_0004, unitId: false, outlets: true, frequency: [3, 4] },
  { ...OMNIVS, number: OMNIVS_1001 },
  { ...OMNIVS, number: OMNIVS_2001, unitId: true },
  { ...SMART, number: SMARTPRO_3003, watchdog: false, outlets: true, frequency: [3, 3], tellsNominal: true },
  { ...SMART, number: SMART_3005, binary: true, outlets: true },
  { ...SMART, number: SMART_3017, frequency: [3, 3], tellsNominal: true },
];

export const protocolOf = (number: number): Protocol | undefined => PROTOCOLS.find((one) => one.number === number);

/** As far as they are digits; 0 for none. */
export function digitsAt(answer: Answer, at: number, count: number): number {
  const [digits] = /^[\da-f]*/i.exec(Buffer.from(answer.subarray(at, at + count)).toString("latin1")) ?? [];
  return Number.parseInt(`0${digits}`, 16);
}

export const numberAt = ({ binary }: Protocol, answer: Answer, at: number, count: number): number =>
  binary ? answer.subarray(at, at + count).reduce((sum, byte) => sum * 256 + byte, 0) : digitsAt(answer, at, count);

const ZERO = 0x30;
/** A digit, or in binary a number, as a digit. */
export const digitAt = ({ binary }: Pick<Protocol, "binary">, answer: Answer, at: number): string =>
  String.fromCharCode((answer[at] ?? 0) + (binary ? ZERO : 0));

/** What the answer to V tells. */
export interface Configuration {
  /** Volts. */
  readonly battery: number;
  /** Volts; the meters of the input are made for `scaled`. */
  readonly input: number;
  readonly scaled: number;
  /** Groups of outlets that can be switched, besides those that cannot. */
  readonly banks: number;
}

const SMART_VOLTS = [100, 110, 120, 127, 208, 220, 230, 240];
const VOLTS: Readonly<Record<string, readonly [input: number, scaled: number]>> = {
  "0": [100, 100],
  "1": [120, 120],
  "2": [230, 230],
  "3": [208, 230],
  "\x06": [230, 230],
};
const USUAL_VOLTS = 120;
const CELLS = 6;

function voltsOf({ smart, number }: Protocol, range: number): readonly [input: number, scaled: number] {
  const usual = [USUAL_VOLTS, USUAL_VOLTS] as const;
  if (!smart || number === SMART_3017) return VOLTS[String.fromCharCode(range)] ?? usual;
  const volts = SMART_VOLTS[range] ?? SMART_VOLTS[range - ZERO];
  return volts === undefined ? usual : [volts, volts];
}

function banksOf({ binary }: Protocol, told: number): number {
  if (told >= ZERO && told <= ZERO + 9) return told - ZERO;
  return binary ? told : 0;
}

export function configurationOf(protocol: Protocol, answer: Answer): Configuration {
  const [input, scaled] = voltsOf(protocol, answer[1] ?? 0);
  const battery = numberAt(protocol, answer, 2, 2) * (protocol.binary ? 1 : CELLS);
  return { battery, input, scaled, banks: banksOf(protocol, answer[4] ?? 0) };
}
