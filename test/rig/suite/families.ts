/** USB families with packets of their own: our drivers and the C project's on the same devices, dump against dump, order against order. */
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Scenario } from "./judge.ts";
import { differencesOf, type Kept, keptOf } from "./kept.ts";
import { replugged, throughGarbage } from "./mishaps.ts";
import { type Apart, type Named, onStage, type Stage } from "./stage.ts";
import { USB_FAMILIES, type UsbFamily } from "./usb-families.ts";
import { C_FAMILIES } from "./world.ts";

const KEEP = "/ctl/out/usb-families";
const ALL: readonly Named[] = Object.entries(USB_FAMILIES);

type Orders = (family: UsbFamily) => readonly string[];
type AllKept = readonly (readonly [name: string, kept: Kept])[];

/** Of some devices an order takes seconds. */
const few: Orders = ({ orders, brief = orders.length }) => orders.slice(0, brief);
const onPurpose: Apart = ({ apart }) => apart;

/** All devices at once. */
const playAll = (stages: readonly Stage[], ordersOf: Orders): Promise<AllKept> =>
  Promise.all(
    stages.map(async ({ name, family, performance }) => [name, await performance.play(ordersOf(family))] as const),
  );

function judgeAll(all: AllKept, apart: Apart): void {
  const problems = all.flatMap(([name, got]) => {
    const family = USB_FAMILIES[name];
    const difference = differencesOf(keptOf(name), got, family && apart(family));
    return difference === "" ? [] : [`${name}: ${difference}`];
  });
  if (problems.length > 0) throw new Error(`- recorded of C 2.8.5, + seen\n${problems.join("\n")}`);
}

/** The C drivers read everything in every poll, and know no `pollfreq`. */
const ours = (): Promise<string> =>
  onStage(
    { families: ALL, apart: onPurpose, section: { pollfreq: "1" }, start: (world) => [world.host()] },
    async (stages) => {
      await throughGarbage(stages);
      judgeAll(await playAll(stages, few), onPurpose);
      await replugged(stages);
      return `${stages.length} devices; through garbage, as C reads and writes, pulled and plugged into other sockets`;
    },
  );

/** Leaves what C drivers show where `run.sh` finds it. */
function keep(all: AllKept): void {
  mkdirSync(KEEP, { recursive: true });
  for (const [name, kept] of all) writeFileSync(`${KEEP}/${name}.json`, `${JSON.stringify(kept, null, 2)}\n`);
}

const theirs = (folder: string): Promise<string> => {
  const families = ALL.filter(([, { driver }]) => existsSync(join(folder, driver)));
  return onStage(
    {
      families,
      apart: () => [],
      section: {},
      start: (world) => families.map(([name, { driver }]) => world.cDriver(join(folder, driver), name)),
    },
    async (stages) => {
      const all = await playAll(stages, ({ orders }) => orders);
      keep(all);
      judgeAll(all, () => []);
      return `${all.length} devices`;
    },
  );
};

const youngest = (folder: string): Scenario => ({
  name: "families: the C drivers 2.8.5, as recorded",
  run: () => theirs(folder),
});

/** Debian's 2.8.0 stands beside none of them: it takes other nominal voltages, knows fewer protocols, and ends when a variable is set. */
export const FAMILIES: readonly Scenario[] = [
  { name: "families: ours, as the C drivers read and write", run: ours },
  ...(C_FAMILIES === undefined ? [] : [youngest(C_FAMILIES)]),
];
