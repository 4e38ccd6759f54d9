/** A virtual UPS on a cable, and programs that read it. */
import { OWN_CAPTURES } from "../../sim/devices/usb-capture.ts";
import { VirtualUps } from "../virtual-ups/device.ts";
import { loadProfile, type Profile } from "../virtual-ups/profile.ts";
import { Cable } from "../virtual-ups/usbip.ts";
import { type Section, World } from "./world.ts";

export const CYBERPOWER = "own-cyberpower-cp1600epfclcd";
export const APC = "own-apc-back-ups-cs-650";
export const STATUS = "UPS.PowerSummary.PresentStatus";
export const MAINS_LOST = { [`${STATUS}.ACPresent`]: 0, [`${STATUS}.Discharging`]: 1 };
export const MAINS_BACK = { [`${STATUS}.ACPresent`]: 1, [`${STATUS}.Discharging`]: 0 };

export const profile = (name = CYBERPOWER, change: Partial<Profile> = {}): Profile => ({
  ...loadProfile(`${OWN_CAPTURES}${name}.json`),
  ...change,
});

export interface Plugged {
  readonly ups: VirtualUps;
  readonly cable: Cable;
}

export async function plug(made: Profile = profile()): Promise<Plugged> {
  const ups = new VirtualUps(made);
  const cable = new Cable(ups);
  await cable.plug();
  return { ups, cable };
}

export const SECTION: Section = { driver: "usbhid-ups", port: "auto" };

/** Runs with one UPS, its driver and upsd. */
export const withUps = async <T>(section: Section, run: (world: World, plugged: Plugged) => Promise<T>): Promise<T> =>
  reading(await plug(), { ...SECTION, ...section }, 60_000, run);

/** Runs once a driver reads what is plugged in and upsd serves it, and clears up. */
export async function reading<P extends { readonly cable: Cable }, T>(
  plugged: P,
  section: Section,
  ms: number,
  run: (world: World, plugged: P) => Promise<T>,
): Promise<T> {
  const world = new World({ u1: section });
  try {
    await world.upsd();
    world.driver("u1");
    await world.awaitStatus("u1", /^OL/, ms);
    return await run(world, plugged);
  } finally {
    await world.end();
    plugged.cable.unplug();
  }
}
