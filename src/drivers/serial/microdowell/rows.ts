/** What an Enterprise UPS of MicroDowell may be asked and told; words have their high byte first. */
import { figure, phrase } from "../../kit/codecs.ts";
import type { View } from "../../kit/row.ts";
import type { TableRow } from "../../kit/table-row.ts";

export const ASK = { status: [0x00], measures: [0x01], load: [0x03] } as const;
/** Eight bytes of the memory at an address. */
export const memory = (address: number): readonly number[] => [0x50, address, 8];
export const MEMORY = { options: 0x00, sensitivity: 0x20, model: 0x80, serial: 0x98, made: 0xa0 } as const;
/** Shortest answers that say all that is looked at, in bytes with the question. */
export const LEAST: Readonly<Record<number, number>> = { 0: 10, 1: 13, 3: 8, 80: 11 };

export interface Asked {
  readonly ask: readonly number[];
}
export type Data = Uint8Array;
export type Token = "OB" | "OL" | "LB" | "OVER" | "OFF" | "BOOST" | "TRIM";
type Looks = Pick<View<Token, Data>, "note" | "known">;
/** A shutdown is another one on battery. */
export type Order = (onBattery: boolean) => readonly number[];
type DowellRow = TableRow<Asked, Data, Token, Order>;

const word = (data: Data, at: number): number => (data[at] ?? 0) * 256 + (data[at + 1] ?? 0);
export const bit =
  (at: number, mask: number) =>
  (data: Data): boolean =>
    ((data[at] ?? 0) & mask) !== 0;
export const two = (number = 0): string => String(number).padStart(2, "0");

const series = (view: Looks): number =>
  Number.parseInt(textOf(view.note("model") ?? new Uint8Array()).slice(3), 10) || 0;
/** From 2 kVA on the meters have other scales. */
const scaled = (at: number, small: number, large: number, places: number) =>
  figure<Data, Looks>(places, (data, view) => {
    const read = word(data, at) / (series(view) >= 20 ? large : small);
    return places === 0 && at !== 8 ? Math.trunc(read) : read;
  });

export const textOf = (data: Data): string =>
  Buffer.from(data)
    .toString("latin1")
    .split("\0")[0]
    ?.replace(/[^\x20-\x7e]/g, "") ?? "";

const STATUS = { ask: ASK.status, poll: "quick" } as const;

// Byte 0: 1 battery, 2 battery low, 8 on line, 10 mains there, e0 standby, waiting, starting. Byte 1: c0 load too high.
// Byte 4: 4 raising, 8 lowering. Bytes 6 to 8: the clock.
const READS: readonly DowellRow[] = [
  { status: "OB", ...STATUS, when: bit(0, 0x01) },
  { status: "LB", ...STATUS, when: bit(0, 0x02) },
  {
    status: "OL",
    ...STATUS,
    when: (data) => bit(0, 0x08)(data) || (bit(0, 0xe0)(data) && bit(0, 0x10)(data) && !bit(0, 0x01)(data)),
  },
  { status: "OVER", ...STATUS, when: bit(1, 0xc0) },
  { status: "OFF", ...STATUS, when: bit(0, 0xe0) },
  { status: "BOOST", ...STATUS, when: bit(4, 0x04) },
  { status: "TRIM", ...STATUS, when: bit(4, 0x08) },
  { var: "ups.time", ask: ASK.status, as: phrase((data) => `${two(data[6])}:${two(data[7])}:${two(data[8])}`) },
  { var: "input.voltage", ask: ASK.measures, as: scaled(2, 36.4, 36.4, 0) },
  { var: "battery.voltage", ask: ASK.measures, as: scaled(4, 585, 329, 1) },
  { var: "output.voltage", ask: ASK.measures, as: scaled(6, 36.4, 63.8, 0) },
  { var: "output.current", ask: ASK.measures, as: scaled(8, 1350, 635, 0) },
  {
    var: "ups.temperature",
    ask: ASK.measures,
    as: figure(0, (data) => Math.trunc((word(data, 10) - 202.97) / 1.424051)),
  },
  { var: "battery.charge", ask: ASK.load, as: figure(0, ([charge]) => charge) },
  { var: "ups.power", ask: ASK.load, as: figure(0, (data) => word(data, 4)) },
  { var: "ups.load", ask: ASK.load, as: figure(0, (data) => data[6]) },
  {
    var: "input.voltage.nominal",
    ask: memory(MEMORY.options),
    poll: "once",
    as: phrase((data) => (bit(3, 2)(data) ? "110" : "230")),
  },
  {
    var: "input.frequency.nominal",
    ask: memory(MEMORY.options),
    poll: "once",
    as: phrase((data) => (bit(3, 1)(data) ? "60.0" : "50.0")),
  },
  {
    var: "input.sensitivity",
    ask: memory(MEMORY.sensitivity),
    poll: "once",
    as: phrase(([points]) => (points === 1 ? "H" : points === 2 ? "M" : "L")),
  },
];

const OUTPUTS = [0x40, 0xff];
export const MOST_S = { "ups.delay.start": 999_999, "ups.delay.shutdown": 32_767 } as const;
const seconds = (view: Looks, name: keyof typeof MOST_S, least: number): number =>
  Math.min(MOST_S[name], Math.max(least, Math.trunc(Number(view.known(name))) || 0));
const shutdown =
  (off: number, on: number): Order =>
  (onBattery) => [...OUTPUTS, onBattery ? 2 : 1, off >> 8, off & 0xff, on >> 16, (on >> 8) & 0xff, on & 0xff];
const LEAST_S = 6;

const COMMANDS: readonly DowellRow[] = [
  { cmd: "load.on", send: () => [...OUTPUTS, 0x08, 0, 0, 0, 0, 0] },
  { cmd: "load.off", send: () => [...OUTPUTS, 0x04, 0, 0, 0, 0, 0] },
  {
    cmd: "shutdown.return",
    make: (_, view) => shutdown(seconds(view, "ups.delay.shutdown", LEAST_S), seconds(view, "ups.delay.start", 0)),
  },
  { cmd: "shutdown.stayoff", make: (_, view) => shutdown(seconds(view, "ups.delay.shutdown", LEAST_S), 0) },
];

export const ROWS: readonly DowellRow[] = [...READS, ...COMMANDS];
