/** The PiJuice HAT: its commands as registers of i2c-stub. */
import type { Scenario } from "../judge.ts";
import { talk } from "../nut-client.ts";
import { until, type World } from "../world.ts";
import { type BoardScene, sideBySide } from "./beside.ts";
import { C_FOLDER, hex, put, run, stub } from "./stub.ts";

const sumOf = (...bytes: readonly number[]): number => bytes.reduce((sum, byte) => sum ^ byte, 0xff);
const HAT = 0x14;

/** `count` bytes from a register on, with the byte behind them that proves them. */
function proven(bus: string, register: number, bytes: readonly number[]): void {
  const all = [...bytes, sumOf(...bytes)];
  put(bus, HAT, Object.fromEntries(all.map((byte, at) => [register + at, byte])));
}

/**
 * The registers of the stub overlap where the HAT has commands: the byte behind a word is the lower one of the next
 * word. Only the upper bytes can be chosen.
 */
function chained(bus: string, first: number, uppers: readonly number[]): void {
  let lower = first;
  for (const [at, upper] of uppers.entries()) {
    const register = 0x47 + 2 * at;
    put(bus, HAT, { [register]: lower | (upper << 8), [register + 1]: upper });
    lower = sumOf(lower, upper);
  }
  put(bus, HAT, { [0x47 + 2 * uppers.length]: lower });
}

const OFF = 0x62;

function hat(bus: string): void {
  const profile = [240, ...Array.from({ length: 13 }, () => 0)];
  proven(bus, 0x53, profile);
  proven(bus, 0x54, [0, ...Array.from({ length: 12 }, () => 0), sumOf(...profile), 0xff, 0, 0]);
  proven(bus, 0x7c, [HAT]);
  proven(bus, 0xb0, [0x56, 0x34, 0x12, 2, 0x30, 0x11, 0x26, 128, 0]);
  put(bus, HAT, { 253: 0x0014, 254: 0, 255: sumOf(0x14, 0) });
}

function now(bus: string, state: number, charge: number): void {
  const [low, high] = [charge & 0xff, charge >> 8];
  put(bus, HAT, { 66: charge, 67: high, 68: sumOf(low, high), 64: state, 65: sumOf(state) });
}

/** C says on battery what the charger did before. */
const DISCHARGING = new Map([["battery.charger.status: resting", "battery.charger.status: discharging"]]);

const pijuice = (bus: string): readonly BoardScene[] => [
  {
    name: "full, on the socket",
    set: () => {
      hat(bus);
      chained(bus, 31, [0x00, 0x0f, 0xff, 0x13, 0x01]);
      now(bus, 0x30, 973);
    },
    status: /^HB OL$/,
  },
  { name: "on battery", set: () => now(bus, 0x00, 600), status: /^OB DISCHRG$/, instead: DISCHARGING },
  { name: "nearly empty", set: () => now(bus, 0x00, 250), status: /^LB OB DISCHRG$/, instead: DISCHARGING },
  { name: "charging from the socket", set: () => now(bus, 0x34, 251), status: /^OL CHRG$/ },
  { name: "charging from the pins", set: () => now(bus, 0xc8, 400), status: /^OL CHRG$/ },
  {
    name: "both, and a cold battery",
    set: () => {
      chained(bus, 0xf6, [0xff, 0x0e, 0x01, 0x14, 0xff]);
      now(bus, 0xf4, 1000);
    },
    status: /^HB OL CHRG$/,
  },
];

/** Ours alone: the firmware takes no order without its proof, and the C driver sends none. */
async function orderedOff(bus: string, world: World): Promise<void> {
  const requests = ["USERNAME admin", "PASSWORD rig", "INSTCMD ours shutdown.stayoff"];
  const answers = await talk(world.port, requests);
  if (!answers.at(-1)?.[0]?.startsWith("OK")) throw new Error(`shutdown.stayoff: ${answers.at(-1)?.join()}`);
  const taken = (): boolean => run("i2cget", "-y", bus, hex(HAT), hex(OFF), "w").trim() === "0xe11e";
  await until("the order to go off is in its register", 2000, taken);
}

export const PIJUICE_SCENARIOS: readonly Scenario[] = [
  {
    name: "boards: PiJuice, beside the C driver",
    run: () => {
      const bus = stub();
      const board = { driver: "pijuice", section: { port: `/dev/i2c-${bus}` }, scenes: pijuice(bus) };
      return sideBySide(board, `${C_FOLDER}/pijuice`, (world) => orderedOff(bus, world));
    },
  },
];
