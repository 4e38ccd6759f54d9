/** Alarms of an XCP UPS, and its state: told apart, and both count. */
import { alarmName, TELLING } from "./alarms.ts";
import { ASK, type Looks, now, type Rows, type XcpRow } from "./asked.ts";
import { type Block, byteAt } from "./block.ts";
import type { XcpIdentity } from "./identity.ts";

interface Alarm {
  readonly name: string;
  /** Where it stands in the alarm block. */
  readonly at: number;
}

export const alarmsOf = ({ alarms }: XcpIdentity): readonly Alarm[] =>
  alarms.flatMap((number, at) => {
    const name = alarmName(number);
    return name === undefined ? [] : [{ name, at }];
  });

export const alarmRows = (alarms: readonly Alarm[]): Rows => [
  { note: "alarms", ...now(ASK.alarms) },
  ...alarms.map(
    ({ name, at }): XcpRow => ({ alarm: name, ...now(ASK.alarms), when: (block) => byteAt(block, at) > 0 }),
  ),
];

const state =
  (...states: readonly number[]) =>
  (block: Block): boolean =>
    states.includes(byteAt(block, 0));
const isOff = state(0x10);
const onBattery = state(0xf0);
const MODULES_AT = 16;
const BATTERY_LOW = 0x20;

/** Of the topology bits those count whose module is there. */
const lowByTopology = (block: Block, view: Looks): boolean =>
  (byteAt(block, 1) & byteAt(view.note("config") ?? new Uint8Array(), MODULES_AT) & BATTERY_LOW) !== 0;

export function stateRows(alarms: readonly Alarm[]): Rows {
  const raised =
    (...names: readonly string[]) =>
    (view: Looks): boolean =>
      alarms.some(({ name, at }) => names.includes(name) && byteAt(view.note("alarms") ?? new Uint8Array(), at) > 0);
  const battery = raised(TELLING.onBattery);
  const nearlyEmpty = raised(TELLING.batteryLow);
  const worn = raised(TELLING.testFailed, TELLING.needsService);
  return [
    { status: "OL", ...now(ASK.status), when: (block) => !onBattery(block) && !isOff(block) },
    { status: "OVER", ...now(ASK.status), when: state(0xe0) },
    { status: "TRIM", ...now(ASK.status), when: state(0x63) },
    { status: "BOOST", ...now(ASK.status), when: state(0x61, 0x62) },
    { status: "BYPASS", ...now(ASK.status), when: state(0x60) },
    { status: "OFF", ...now(ASK.status), when: isOff },
    { status: "OB", ...now(ASK.status), when: (block, view) => onBattery(block) || battery(view) },
    { status: "LB", ...now(ASK.status), when: (block, view) => nearlyEmpty(view) || lowByTopology(block, view) },
    { status: "RB", ...now(ASK.status), when: (_, view) => worn(view) },
  ];
}
