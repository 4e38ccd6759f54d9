/** Every capture, plugged in: our driver and upsd against what the C driver published of it. */

import { malformed } from "../../../src/nut/value-form.ts";
import {
  captureNames,
  differs,
  expectedCommands,
  expectedVars,
  expectedWritables,
  SHARED_CAPTURES,
} from "../../sim/devices/usb-capture.ts";
import { slowness } from "../../sim/machine/slowness.ts";
import { VirtualUps } from "../virtual-ups/device.ts";
import { loadProfile } from "../virtual-ups/profile.ts";
import { Cable } from "../virtual-ups/usbip.ts";
import { type Scenario, same } from "./judge.ts";
import { look, type Seen } from "./nut-client.ts";
import { C_DRIVER, sleep, World } from "./world.ts";

/** Three full polls. */
const SETTLE_MS = 9000;
const FIRST_DATA_MS = 1500;

const seconds = (ms: number): string => `${(ms / 1000).toFixed(2)} s`;

/** Of the programs, not of the device. */
const FOREIGN = /^driver\./;

/** As `upsrw -l` writes it, from `GET TYPE` and `LIST ENUM`. */
function asUpsrw(type: string): string {
  const [, words = "", max = "", options = ""] = /^RW ((?:ENUM )?(?:STRING|NUMBER))(?::(\d+))?(.*)$/.exec(type) ?? [];
  const values = options.trim() === "" ? [] : options.trim().split(" ");
  return [
    `Type: ${words}`,
    ...(max === "" ? [] : [`Maximum length: ${max}`]),
    ...values.map((one) => `Option: "${one}"`),
  ].join();
}

const lines = (entries: Iterable<readonly [string, unknown]>): readonly string[] =>
  [...entries].filter(([name]) => !FOREIGN.test(name)).map(([name, value]) => `${name}: ${String(value)}`);

/** CyberPower has a name or nothing where the date of manufacture belongs: C shows it, ours leaves it out. */
const wellFormed = (vars: ReadonlyMap<string, string>): readonly (readonly [string, string])[] =>
  [...vars].filter(([name, value]) => malformed(name, value) === undefined);

function compare(name: string, seen: Seen): void {
  same("variables", lines(wellFormed(expectedVars(SHARED_CAPTURES, name))), lines(seen.vars));
  const ours = (commands: readonly string[]) => commands.filter((one) => !FOREIGN.test(one) && !differs(name, one));
  same("commands", ours(expectedCommands(SHARED_CAPTURES, name)), ours(seen.commands));
  const types = [...seen.writables].map(([variable, type]) => [variable, asUpsrw(type)] as const);
  same("writable variables", lines(expectedWritables(SHARED_CAPTURES, name)), lines(types));
}

/** Looks until `check` holds: some things come with the first full poll, alarms with the second. */
async function becomes(check: (seen: Seen) => void, { port }: World): Promise<Seen> {
  const end = performance.now() + SETTLE_MS * slowness();
  for (;;) {
    const seen = await look(port, "u1");
    try {
      check(seen);
      return seen;
    } catch (error) {
      if (performance.now() > end) throw error;
    }
    await sleep(500);
  }
}

/** Once more when it was too slow: a stall of the machine, or the first Node of it, is not the driver's. */
const TRIES = 3;

/** From the start of the driver until upsd serves what it read; the limit is for a machine that runs at full speed. */
async function startQuickly(world: World): Promise<string> {
  for (let tries = 1; ; tries++) {
    const began = performance.now();
    const driver = world.driver("u1");
    await world.awaitStatus("u1", READY, 30000);
    const took = performance.now() - began;
    const factor = slowness();
    const said = `first data after ${seconds(took)}, on a machine as fast as most ${seconds(took / factor)}`;
    if (took <= FIRST_DATA_MS * factor) return said;
    if (tries === TRIES) throw new Error(`${said}: more than ${seconds(FIRST_DATA_MS)}`);
    await driver.stop();
    await world.awaitStatus("u1", /^ERR/);
  }
}

async function read(name: string): Promise<string> {
  const cable = new Cable(new VirtualUps(loadProfile(`${SHARED_CAPTURES}${name}.json`)));
  await cable.plug();
  // A short pollfreq, as the references were taken: alarms and the like come with full polls.
  const world = new World({ u1: { driver: "usbhid-ups", port: "auto", pollfreq: "3", pollinterval: "1" } });
  try {
    await world.upsd();
    const first = await startQuickly(world);
    const seen = await becomes((now) => compare(name, now), world);
    return `${first}, ${seen.vars.size} variables`;
  } finally {
    await world.end();
    cable.unplug();
  }
}

/** What a driver makes of the capture, after two full polls. */
async function dump(name: string, start: (world: World) => void): Promise<Seen> {
  const cable = new Cable(new VirtualUps(loadProfile(`${SHARED_CAPTURES}${name}.json`)));
  await cable.plug();
  const world = new World({ u1: { driver: "usbhid-ups", port: "auto", pollfreq: "3", pollinterval: "1" } });
  try {
    await world.upsd();
    start(world);
    await world.awaitStatus("u1", READY, 30000);
    await sleep(5000);
    return await look(world.port, "u1");
  } finally {
    await world.end();
    cable.unplug();
  }
}

/** The C driver on the same device in the same run. */
async function besideC(name: string, command: string): Promise<string> {
  const theirs = await dump(name, (world) => world.cDriver(command, "u1"));
  const ours = await dump(name, (world) => world.driver("u1"));
  same("variables of the C driver and ours", lines(wellFormed(theirs.vars)), lines(ours.vars));
  same("commands of the C driver and ours", theirs.commands, ours.commands);
  return "as the C driver in the same run";
}

/** Without a mapping of the mains the status may be anything. */
const READY = /^(?!ERR|WAIT)/;

export const CAPTURES: readonly Scenario[] = captureNames(SHARED_CAPTURES).flatMap((name) => {
  const scenarios: Scenario[] = [
    { name: `capture ${name}: variables, commands and writable variables`, run: () => read(name) },
  ];
  const command = C_DRIVER;
  if (command) scenarios.push({ name: `capture ${name}: beside the C driver`, run: () => besideC(name, command) });
  return scenarios;
});
