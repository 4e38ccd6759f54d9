/** What Tripp Lite's older USB UPSes are told: tests, outlets, the end of a shutdown. */
import { type CmdName, numbered } from "../../../nut/catalogue/names.ts";
import { string } from "../../../nut/var-type.ts";
import type { View } from "../../kit/row.ts";
import type { TableRow } from "../../kit/table-row.ts";
import type { Answer, Configuration, Protocol } from "./protocols.ts";

/** A letter that asks, or a group of outlets. */
export interface Asked {
  readonly ask: string;
}
export type Token = "OL" | "OB" | "LB" | "RB" | "OFF" | "OVER" | "CAL" | "BYPASS";
export interface Order {
  readonly bytes: readonly number[];
  /** Milliseconds to wait behind it (0). */
  readonly pauseMs?: number;
  /** What comes next goes out even if nothing answers this. */
  readonly anyway?: true;
}
export type TrippRow = TableRow<Asked, Answer, Token, Order>;
export type Rows = readonly TrippRow[];

export interface Unit {
  readonly protocol: Protocol;
  readonly configuration: Configuration;
  /** Volts of a 12 V battery at 10 and at 100 %. */
  readonly range: readonly [low: number, high: number];
  /** Seconds. */
  readonly delay: number;
}

/** Groups are switched after so many seconds. */
const SWITCH_S = 5;
const letter = (character: string): number => character.charCodeAt(0);
const TEST = letter("A");
const RESET = letter("Z");

/** `group` 0 is everything. */
function switched({ binary }: Protocol, group: number, on: boolean): readonly Order[] {
  const digits = (number: number): readonly number[] =>
    binary ? [number] : [...Buffer.from(number.toString(16).padStart(2, "0").toUpperCase(), "latin1")];
  const [which, state] = [group, Number(on)].map((number) => (binary ? number : letter(String(number))));
  return [
    { bytes: [letter("N"), ...digits(SWITCH_S)], anyway: true },
    { bytes: [letter("K"), which ?? 0, state ?? 0] },
  ];
}

/** The delay, then off until the mains are back: it is obeyed on battery only. */
const PAUSE_MS = 2000;
const off = (seconds: number): readonly Order[] => [
  { bytes: [letter("N"), seconds >> 8, seconds & 0xff], pauseMs: PAUSE_MS },
  { bytes: [letter("G")] },
];

export function commandRows({ protocol, configuration }: Unit): Rows {
  const smart: readonly (readonly [CmdName, readonly Order[]])[] = [
    ["test.battery.start", [{ bytes: [TEST] }]],
    ["reset.input.minmax", [{ bytes: [RESET] }]],
  ];
  const load: readonly (readonly [CmdName, readonly Order[]])[] = [
    ["load.on", switched(protocol, 0, true)],
    ["load.off", switched(protocol, 0, false)],
  ];
  const isSwitched = configuration.banks > 0 && protocol.outlets;
  const all = [...(protocol.smart ? smart : []), ...(isSwitched ? load : [])];
  return [
    ...all.map(([cmd, send]): TrippRow => ({ cmd, send })),
    { cmd: "shutdown.return", make: (_, view) => off(secondsOf(view)) },
  ];
}

const secondsOf = (view: View<Token, Answer>): number =>
  Math.min(0xffff, Math.max(0, Math.trunc(Number(view.known("ups.delay.shutdown"))) || 0));

/** The place of a group; nothing is asked, for nothing tells: it is on until it is switched. */
const GROUP = /^outlet (\d)$/;
export const groupOf = (ask: string): number | undefined => {
  const [, group] = GROUP.exec(ask) ?? [];
  return group === undefined ? undefined : Number(group);
};
/** What is sent to switch it. */
export const switchOrders = (protocol: Protocol, group: number, value: Answer): readonly Order[] =>
  switched(protocol, group, value[0] === 1);

export function outletRows({ protocol, configuration: { banks } }: Unit): Rows {
  if (!protocol.outlets) return [];
  return Array.from(
    { length: Math.min(banks, 9) },
    (_, at): TrippRow => ({
      var: numbered("outlet.#.switch", at + 1),
      ask: `outlet ${at + 1}`,
      as: {
        read: ([state = 1]) => String(state),
        write: (text) => Uint8Array.of(Number(text.toLowerCase() === "on" || text === "1")),
      },
      rw: string(3),
    }),
  );
}

/** Those that can be switched, and one more that cannot. */
export function outletFacts({ banks }: Configuration): readonly (readonly [string, string])[] {
  if (banks === 0) return [];
  return Array.from({ length: Math.min(banks, 9) + 1 }, (_, at) => at + 1).flatMap((outlet) => [
    [numbered("outlet.#.id", outlet), String(outlet)] as const,
    [numbered("outlet.#.desc", outlet), `Load ${outlet}`] as const,
    [numbered("outlet.#.switchable", outlet), outlet <= banks ? "1" : "0"] as const,
  ]);
}
