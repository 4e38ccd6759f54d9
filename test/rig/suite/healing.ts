/** Cables pulled and put back, devices that hang, refuse and stutter. */
import { existsSync } from "node:fs";
import { slowness } from "../../sim/machine/slowness.ts";
import { APC, CYBERPOWER, plug, profile, SECTION, withUps } from "./bench.ts";
import { median, type Scenario } from "./judge.ts";
import { value } from "./nut-client.ts";
import { sleep, until, World } from "./world.ts";

const CYCLES = 50;
const stale = /^(ERR DATA-STALE|ERR DRIVER)/;

const seconds = (time: number): string => `${(time / 1000).toFixed(1)} s`;

const inSocket = (socket: number): boolean => existsSync(`/sys/bus/usb/devices/1-${socket + 1}`);

async function cycles(): Promise<string> {
  return withUps({ bus: "001" }, async (world, { ups, cable }) => {
    const times: number[] = [];
    for (let cycle = 0; cycle < CYCLES; cycle++) {
      cable.unplug();
      await until("the socket is empty", 10_000, () => !inSocket(cable.port));
      await world.awaitStatus("u1", stale);
      ups.set({ "UPS.Output.PercentLoad": cycle });
      await cable.plug(4 + (cycle % 4));
      times.push(await world.awaitStatus("u1", /^OL/));
      const load = await value(world.port, "u1", "ups.load");
      if (load !== String(cycle)) throw new Error(`cycle ${cycle}: the load is ${load}`);
    }
    const limit = 3000 * slowness();
    const said = `${CYCLES} cycles, back after ${seconds(median(times))} (median), ${seconds(Math.max(...times))} (slowest)`;
    if (median(times) > limit) throw new Error(`${said}, more than ${seconds(limit)}`);
    return said;
  });
}

/** Once more when it was too slow: a stall of the machine is not the driver's. */
const TRIES = 3;

async function longAbsence(): Promise<string> {
  return withUps({}, async (world, { cable }) => {
    for (let tries = 1; ; tries++) {
      cable.unplug();
      await world.awaitStatus("u1", stale);
      await sleep(40_000);
      await cable.plug(5);
      const back = await world.awaitStatus("u1", /^OL/);
      const limit = 3000 * slowness();
      if (back <= limit) return `back after ${seconds(back)}`;
      if (tries === TRIES) throw new Error(`back after ${seconds(back)}, more than ${seconds(limit)}`);
    }
  });
}

async function twoAlike(): Promise<string> {
  const serials = ["A000000001", "B000000002"] as const;
  const plugged = [];
  for (const serial of serials) {
    const made = profile(CYBERPOWER);
    plugged.push(await plug({ ...made, strings: made.strings.map((text, at) => (at === 3 ? serial : text)) }));
  }
  const sections = { a: { ...SECTION, serial: serials[0] }, b: { ...SECTION, serial: serials[1] }, both: SECTION };
  const world = new World(sections);
  try {
    await world.upsd();
    for (const ups of ["a", "b"]) world.driver(ups);
    for (const ups of ["a", "b"]) await world.awaitStatus(ups, /^OL/, 90_000);
    for (const [at, ups] of ["a", "b"].entries()) {
      const serial = await value(world.port, ups, "ups.serial");
      if (serial !== serials[at]) throw new Error(`${ups} reads ${serial}`);
    }
    const refused = world.driver("both");
    await until("the third is refused", 60_000, () => serials.every((serial) => refused.output.includes(serial)));
    return "two at once; a section that fits both is refused and both are named";
  } finally {
    await world.end();
    for (const { cable } of plugged) cable.unplug();
  }
}

/** A fault of some seconds: stale meanwhile, fresh soon after. */
const fault = (name: string, begin: (ups: Faulty) => void, end: (ups: Faulty) => void): Scenario => ({
  name,
  run: () =>
    withUps({}, async (world, { ups }) => {
      begin(ups);
      const gone = await world.awaitStatus("u1", stale, 60_000);
      end(ups);
      const back = await world.awaitStatus("u1", /^OL/, 60_000);
      return `stale after ${seconds(gone)}, fresh ${seconds(back)} after the end of it`;
    }),
});

type Faulty = Awaited<ReturnType<typeof plug>>["ups"];

const oneBad = (name: string, begin: (ups: Faulty) => void): Scenario => ({
  name,
  run: () =>
    withUps({ pollfreq: "4" }, async (world, { ups }) => {
      begin(ups);
      ups.set({ "UPS.Output.PercentLoad": 77 });
      await until("the load shows", 30_000, async () => (await value(world.port, "u1", "ups.load")) === "77");
      return world.status("u1");
    }),
});

/** Lines that a person reads in the log: the change, then a count, never one for each poll. */
const MOST_LINES = 12;

async function hangsLong(): Promise<string> {
  const { ups, cable } = await plug();
  const world = new World({ u1: { ...SECTION, pollinterval: "1" } });
  try {
    await world.upsd();
    const driver = world.driver("u1");
    await world.awaitStatus("u1", /^OL/, 60_000);
    const before = driver.output.split("\n").length;
    ups.hung.add("all");
    await until("a reset", 60_000, () => driver.output.includes("resetting CPS CP1600EPFCLCD"));
    await world.awaitStatus("u1", stale, 60_000);
    ups.hung.clear();
    await world.awaitStatus("u1", /^OL/, 60_000);
    const lines = driver.output.split("\n").slice(before);
    if (lines.length > MOST_LINES) throw new Error(`${lines.length} lines in the log:\n${lines.join("\n")}`);
    return `${lines.length} lines in the log`;
  } finally {
    await world.end();
    cable.unplug();
  }
}

export const HEALING: readonly Scenario[] = [
  { name: `${CYCLES} times unplugged and plugged into other sockets, bus advisory`, run: cycles },
  { name: "back within 3 s after a long absence", run: longAbsence },
  { name: "two alike at once", run: twoAlike },
  fault(
    "a device that hangs",
    (ups) => ups.hung.add("all").add("interrupts"),
    (ups) => ups.hung.clear(),
  ),
  fault(
    "a device that refuses everything",
    (ups) => ups.stalled.add("all"),
    (ups) => ups.stalled.clear(),
  ),
  {
    name: "a device that hangs for long is reset, and the log is not filled with it",
    run: hangsLong,
  },
  oneBad("one report that is refused", (ups) => ups.stalled.add(0x0a)),
  oneBad("one report that hangs", (ups) => ups.hung.add(0x0a)),
  oneBad("short reports", (ups) => ups.short.set(0x08, 2).set(0x10, 1)),
  {
    name: "an APC beside a CyberPower, each with its table",
    run: async () => {
      const plugged = [await plug(profile(APC)), await plug(profile(CYBERPOWER))];
      const world = new World({ a: { ...SECTION, vendorid: "051d" }, b: { ...SECTION, vendorid: "0764" } });
      try {
        await world.upsd();
        for (const ups of ["a", "b"]) world.driver(ups);
        for (const ups of ["a", "b"]) await world.awaitStatus(ups, /^OL/, 90_000);
        return `${await value(world.port, "a", "ups.model")}, ${await value(world.port, "b", "ups.model")}`;
      } finally {
        await world.end();
        for (const { cable } of plugged) cable.unplug();
      }
    },
  },
];
