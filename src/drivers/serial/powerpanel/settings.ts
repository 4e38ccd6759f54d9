/** Settings of the binary protocol: their numbers, and what stands for each value, by series. */

/** Volts, percent and the like that stand for numbers, from the lowest. */
type Scale = readonly (readonly [value: string, number: number])[];
const steps = (first: number, from: number, count: number): Scale =>
  Array.from({ length: count }, (_, at) => [String(first + at), from + at] as const);
const YES_NO: Scale = [
  ["yes", 2],
  ["no", 0],
];

export interface Setting {
  readonly name:
    | "input.transfer.high"
    | "input.transfer.low"
    | "battery.charge.low"
    | "ups.start.battery"
    | "output.voltage.nominal";
  readonly number: number;
  readonly pr: Scale;
  readonly op: Scale;
}

const pairs = (text: string): Scale =>
  text
    .split(" ")
    .map((one) => one.split(":"))
    .map(([value = "", number]) => [value, Number(number)] as const);

export const SETTINGS: readonly Setting[] = [
  { name: "input.transfer.high", number: 0x02, pr: steps(138, -9, 10), op: steps(140, -5, 11) },
  { name: "input.transfer.low", number: 0x04, pr: steps(88, 0, 10), op: steps(85, -5, 11) },
  {
    name: "battery.charge.low",
    number: 0x08,
    pr: pairs("25:-6 30:-5 35:-3 40:-1 45:0 50:2 55:4 60:6"),
    op: pairs("15:-8 18:-7 19:-6 20:-5 22:-4 24:-3 25:-2 26:-1 28:0 30:1 32:2 34:3 35:4 36:5 38:6 40:7"),
  },
  { name: "ups.start.battery", number: 0x0f, pr: YES_NO, op: YES_NO },
  {
    name: "output.voltage.nominal",
    number: 0x18,
    pr: pairs("110:-10 120:0 130:10"),
    op: pairs("110:-2 115:-1 120:0 124:1 128:2 130:3"),
  },
];
