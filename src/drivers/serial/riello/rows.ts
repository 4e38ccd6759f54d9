import { string } from "../../../nut/var-type.ts";
import { figure } from "../../kit/codecs.ts";
import type { View } from "../../kit/row.ts";
import type { TableRow } from "../../kit/table-row.ts";
import { NOT_RATED, type Phases, type Power, type Rating, type Said } from "./readings.ts";

export interface Asked {
  readonly ask: "state" | "power";
}

/** Answers of one poll. `rating` is known from the start. */
export interface Raw {
  readonly said?: Said;
  readonly power?: Power;
  readonly rating: Rating;
}

export type Token = "OB" | "OL" | "LB" | "OFF" | "BYPASS" | "OVER" | "TRIM" | "BOOST" | "RB" | "CHRG";
/** What an order is, and its seconds; each protocol says it in its way. */
export interface Order {
  readonly kind: "off" | "on" | "stop" | "panel" | "battery";
  readonly seconds: number;
}
export type RielloRow = TableRow<Asked, Raw, Token, Order>;
type Looks = Pick<View<Token, Raw>, "known" | "option">;

const state =
  (of: (said: Said) => boolean) =>
  ({ said }: Raw): boolean =>
    said !== undefined && of(said);
const value = (places: number, of: (said: Said) => number | undefined) =>
  figure<Raw>(places, ({ said }) => said && of(said));

const STATUS = { ask: "state", poll: "quick" } as const;

const READS: readonly RielloRow[] = [
  { status: "OB", ...STATUS, when: state(({ failed }) => failed) },
  { status: "OL", ...STATUS, when: state(({ failed }) => !failed) },
  { status: "LB", ...STATUS, when: state(({ low }) => low) },
  { status: "OFF", ...STATUS, when: state(({ off }) => off) },
  { status: "BYPASS", ...STATUS, when: state(({ bypass }) => bypass) },
  { status: "OVER", ...STATUS, when: state(({ over }) => over) },
  { status: "TRIM", ...STATUS, when: state(({ trim }) => trim) },
  { status: "BOOST", ...STATUS, when: state(({ boost }) => boost) },
  { status: "RB", ...STATUS, when: state(({ worn }) => worn) },
  { status: "CHRG", ...STATUS, when: state(({ charging }) => charging) },
  { var: "input.frequency", ask: "state", as: value(2, ({ inputHertz }) => inputHertz / 10) },
  { var: "input.bypass.frequency", ask: "state", as: value(2, ({ bypassHertz }) => bypassHertz / 10) },
  { var: "output.frequency", ask: "state", as: value(2, ({ outputHertz }) => outputHertz / 10) },
  { var: "battery.voltage", ask: "state", as: value(1, ({ battery }) => battery / 10) },
  { var: "battery.charge", ask: "state", as: figure(0, (raw, view: Looks) => charge(raw, view)) },
  { var: "battery.runtime", ask: "state", as: figure(0, (raw, view: Looks) => runtime(raw, view)) },
  { var: "ups.temperature", ask: "state", as: value(0, ({ degrees }) => degrees) },
];

const isOwn = (view: Looks): boolean => view.option("localcalculation") !== undefined;

/** The battery's voltage between its limits. */
function ownCharge({ battery }: Said, view: Looks): number {
  const [low, high] = [limit("low", view), limit("high", view)].map((volts) => Math.trunc(volts * 10)) as [
    number,
    number,
  ];
  if (battery < low) return 0;
  return battery > high ? 100 : Math.trunc(((battery - low) * 100) / (high - low));
}

const limit = (which: "low" | "high", view: Looks): number => Number(view.known(`battery.voltage.${which}`) ?? 0);

function charge({ said }: Raw, view: Looks): number | undefined {
  if (!said) return undefined;
  if (isOwn(view)) return ownCharge(said, view);
  return said.left === undefined ? undefined : said.charge;
}

function runtime({ said, rating }: Raw, view: Looks): number | undefined {
  if (!said) return undefined;
  if (!isOwn(view)) return said.left === undefined ? undefined : said.left * 60;
  const full = ((rating.capacity * rating.battery * 3600) / rating.watts) * (ownCharge(said, view) / 100);
  const [{ load }] = said.phases;
  return full / (load > 0 ? load / 100 : 1);
}

const single = (of: "input" | "bypass" | "output" | "load") => value(0, ({ phases }) => phases[0][of]);
const third = (at: 0 | 1 | 2, of: "input" | "bypass" | "output" | "load") => value(0, ({ phases }) => phases[at][of]);
const LINES = [
  [0, "L1"],
  [1, "L2"],
  [2, "L3"],
] as const;

const INPUT: Readonly<Record<1 | 3, readonly RielloRow[]>> = {
  1: [
    { var: "input.voltage", ask: "state", as: single("input") },
    { var: "input.bypass.voltage", ask: "state", as: single("bypass") },
  ],
  3: LINES.flatMap(([at, line]): readonly RielloRow[] => [
    { var: `input.${line}-N.voltage`, ask: "state", as: third(at, "input") },
    { var: `input.bypass.${line}-N.voltage`, ask: "state", as: third(at, "bypass") },
  ]),
};

const OUTPUT: Readonly<Record<1 | 3, readonly RielloRow[]>> = {
  1: [
    { var: "output.voltage", ask: "state", as: single("output") },
    { var: "output.power.percent", ask: "state", as: single("load") },
    { var: "ups.load", ask: "state", as: single("load") },
  ],
  3: [
    ...LINES.flatMap(([at, line]): readonly RielloRow[] => [
      { var: `output.${line}-N.voltage`, ask: "state", as: third(at, "output") },
      { var: `output.${line}.power.percent`, ask: "state", as: third(at, "load") },
    ]),
    {
      var: "ups.load",
      ask: "state",
      as: value(0, ({ phases: [a, b, c] }) => Math.trunc((a.load + b.load + c.load) / 3)),
    },
  ],
};

const POWER: readonly RielloRow[] = LINES.flatMap(([at, line]): readonly RielloRow[] => [
  { var: `output.${line}.power`, ask: "power", as: figure(0, ({ power }) => power?.voltAmperes[at]) },
  { var: `output.${line}.realpower`, ask: "power", as: figure(0, ({ power }) => power?.watts[at]) },
  { var: `output.${line}.current`, ask: "power", as: figure(0, ({ power }) => power?.amperes[at]) },
]);

/** What ups.conf says of variables. */
type FromConf = (name: string) => string | undefined;
const settingRows = (asked: FromConf): readonly RielloRow[] =>
  (["ups.delay.shutdown", "ups.delay.reboot"] as const).map((name) => ({
    var: name,
    fallback: asked(name) ?? "5",
    rw: string(3),
  }));

const MOST_S = 0xffff;
/** `param` instead of the setting, where a client says one. */
export const delayed =
  (kind: "off" | "on", name: string) =>
  (param: string | undefined, view: Pick<Looks, "known">): Order | undefined => {
    const seconds = Number(param ?? view.known(name));
    return Number.isInteger(seconds) && seconds >= 0 && seconds <= MOST_S ? { kind, seconds } : undefined;
  };

const COMMANDS: readonly RielloRow[] = [
  { cmd: "load.off", send: { kind: "off", seconds: 0 } },
  { cmd: "load.on", send: { kind: "on", seconds: 0 } },
  { cmd: "load.off.delay", make: delayed("off", "ups.delay.shutdown") },
  { cmd: "load.on.delay", make: delayed("on", "ups.delay.reboot") },
  { cmd: "shutdown.return", make: (_, view) => delayed("off", "ups.delay.shutdown")(undefined, view) },
  { cmd: "shutdown.stop", send: { kind: "stop", seconds: 0 } },
  { cmd: "test.battery.start", send: { kind: "battery", seconds: 0 } },
];
const PANEL: RielloRow = { cmd: "test.panel.start", send: { kind: "panel", seconds: 0 } };

export const rowsOf = ({ input, output }: Phases, hasPanel: boolean, asked: FromConf): readonly RielloRow[] => [
  ...READS,
  ...INPUT[input],
  ...OUTPUT[output],
  ...POWER,
  ...settingRows(asked),
  ...COMMANDS,
  ...(hasPanel ? [PANEL] : []),
];

/** What ups.conf says of a battery, else what follows from its rated volts: 10.4 to 13 for each 12. */
export function batteryFacts(rating: Rating, asked: FromConf): readonly (readonly [string, string])[] {
  const nominal = Number(asked("battery.voltage.nominal") ?? rating.battery);
  const blocks = Math.max(1, Math.trunc(nominal / 12));
  const volts = (which: string, each: number): string =>
    Number(asked(`battery.voltage.${which}`) ?? each * blocks).toFixed(1);
  return [
    [
      "battery.voltage.nominal",
      asked("battery.voltage.nominal") ?? (rating === NOT_RATED ? "12.0" : String(rating.battery)),
    ],
    ["battery.voltage.low", volts("low", 10.4)],
    ["battery.voltage.high", volts("high", 13)],
    ...(rating === NOT_RATED ? [] : ratingFacts(rating)),
  ];
}

const ratingFacts = (rating: Rating): readonly (readonly [string, string])[] => [
  ["battery.capacity", String(rating.capacity)],
  ["ups.realpower.nominal", String(rating.watts)],
  ["ups.power.nominal", String(rating.voltAmperes)],
  ["output.voltage.nominal", String(rating.output)],
  ["output.frequency.nominal", (rating.hertz / 10).toFixed(1)],
];
