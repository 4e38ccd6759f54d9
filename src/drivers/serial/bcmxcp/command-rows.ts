/** Commands that an XCP UPS takes, as far as it lists them. */
import type { CmdName } from "../../../nut/catalogue/names.ts";
import { high, low, OFF, OFF_AND_ON, ON, type Order, order, type Rows } from "./asked.ts";
import { SET } from "./limit-rows.ts";

const TEST_SYSTEM = 0xb2;
/** Starts 10 s later, and lasts 30 s. */
const TEST_BATTERY = order(0xb1, 10, 30);

const commandsOf = (shutdownDelay: number): readonly (readonly [byte: number, CmdName, Order])[] => [
  [0x88, "bypass.start", order(0x88)],
  [ON, "load.on", order(ON)],
  [OFF_AND_ON, "shutdown.return", order(OFF_AND_ON, low(shutdownDelay), high(shutdownDelay))],
  [OFF, "shutdown.stayoff", order(OFF)],
  [0xb1, "test.battery.start", TEST_BATTERY],
];
/** Of a UPS that does not list its own. */
const USUAL = [OFF_AND_ON, OFF, 0xb1];

const TESTS: readonly (readonly [number, CmdName, Order])[] = [
  [0x01, "test.system.start", order(TEST_SYSTEM, 0x01)],
  // Lamps and beeper, ten times.
  [0x04, "test.panel.start", order(TEST_SYSTEM, 0x04, 10)],
];

const BEEPER = 0x06;
const HORNS: readonly (readonly [CmdName, number])[] = [
  ["beeper.disable", 0],
  ["beeper.enable", 1],
  ["beeper.mute", 2],
];

/** What a UPS says that it takes. */
export interface Capabilities {
  /** Bytes of commands; undefined where it does not list them. */
  readonly commands: readonly number[] | undefined;
  readonly tests: readonly number[];
  readonly settings: readonly number[];
}

export function commandRows({ commands, tests, settings }: Capabilities, shutdownDelay: number): Rows {
  const known = commands ?? USUAL;
  return [
    ...commandsOf(shutdownDelay).flatMap(([byte, cmd, send]) => (known.includes(byte) ? [{ cmd, send }] : [])),
    ...TESTS.flatMap(([test, cmd, send]) => (tests.includes(test) ? [{ cmd, send }] : [])),
    ...(settings.includes(BEEPER) ? HORNS.map(([cmd, horn]) => ({ cmd, send: order(SET, BEEPER, horn, 0) })) : []),
  ];
}
