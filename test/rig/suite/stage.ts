/** USB families on a stage: each device on its cable, the drivers that read them, and what becomes of all that at the end. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { PacketDevice } from "../virtual-ups/packet-device.ts";
import { Cable } from "../virtual-ups/usbip.ts";
import { keptOf } from "./kept.ts";
import { Performance } from "./performance.ts";
import type { Played, UsbFamily } from "./usb-families.ts";
import { type Program, type Section, until, World } from "./world.ts";

export type Named = readonly [name: string, family: UsbFamily];
/** Lines of a family that may differ. */
export type Apart = (family: UsbFamily) => readonly RegExp[] | undefined;

interface Plugged {
  readonly name: string;
  readonly family: UsbFamily;
  readonly played: Played;
  readonly cable: Cable;
}

export interface Stage extends Plugged {
  readonly performance: Performance;
}

export interface Cast {
  readonly families: readonly Named[];
  readonly apart: Apart;
  /** What ups.conf has besides, for each. */
  readonly section: Section;
  readonly start: (world: World, families: readonly Named[]) => readonly Program[];
}

export const inSocket = ({ name, cable: { port } }: Plugged): Promise<number> =>
  until(`${name} in its socket`, 60_000, () => existsSync(`/sys/bus/usb/devices/1-${port + 1}/1-${port + 1}:1.0`));

async function plugAll(families: readonly Named[]): Promise<readonly Plugged[]> {
  const plugged: Plugged[] = [];
  for (const [name, family] of families) {
    const played = family.plug();
    const cable = new Cable(new PacketDevice(family.identity, played.does, family.face));
    await cable.plug();
    plugged.push({ name, family, played, cable });
  }
  for (const one of plugged) await inSocket(one);
  return plugged;
}

const worldOf = ({ families, section: common }: Cast): World =>
  new World(
    Object.fromEntries(
      families.map(([name, { driver, section = {} }]) => [
        name,
        { driver, port: "auto", pollinterval: "1", ...common, ...section },
      ]),
    ),
  );

/** Plugs in, starts drivers and runs; clears up. */
export async function onStage<T>(cast: Cast, run: (stages: readonly Stage[]) => Promise<T>): Promise<T> {
  const plugged = await plugAll(cast.families);
  const world = worldOf(cast);
  let programs: readonly Program[] = [];
  try {
    programs = cast.start(world, cast.families);
    return await run(
      plugged.map((one) => {
        const { name, family, played } = one;
        const socket = join(world.folder, `${family.driver}-${name}`);
        return { ...one, performance: new Performance(family, played, socket, keptOf(name), cast.apart(family)) };
      }),
    );
  } catch (error) {
    const said = programs.map(({ name, output }) => `--- ${name}\n${output.slice(-3000)}`);
    throw new Error([String(error), ...said].join("\n"), { cause: error });
  } finally {
    await world.end();
    for (const { cable } of plugged) cable.unplug();
  }
}
