/** What befalls all devices on a stage at once: garbage on their lines, and cables that are pulled. */
import { inSocket, type Stage } from "./stage.ts";
import { sleep, until } from "./world.ts";

/** Noise, and what is cut off; where any packet means something only the latter. */
function garble(unchecked = false): (packet: Uint8Array) => Uint8Array {
  let [seed, nth] = [20_261_130, 0];
  const byte = (): number => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fffffff;
    return (seed >>> 8) & 0xff;
  };
  return (packet) => {
    nth++;
    if (unchecked || nth % 3 === 0) return packet.subarray(0, nth % 3).map(() => 0xff);
    return nth % 3 === 1 ? Uint8Array.from(packet, byte) : packet.subarray(0, nth % 7);
  };
}

const GARBAGE_LOOKS = 12;
const GARBAGE_MS = 400;

const begun = (stages: readonly Stage[]): Promise<unknown> =>
  Promise.all(stages.map(({ performance }) => performance.begin()));

/** What makes no sense is not told to anybody, and is forgotten when it is over. */
export async function throughGarbage(stages: readonly Stage[]): Promise<void> {
  await begun(stages);
  for (const { played, family } of stages) played.spoilBy(garble(family.unchecked));
  for (let looks = 0; looks < GARBAGE_LOOKS; looks++) {
    await sleep(GARBAGE_MS);
    for (const { name, performance } of stages) {
      const status = await performance.status();
      if (/\bOB\b|\bLB\b/.test(status)) throw new Error(`${name}: garbage made its status "${status}"`);
    }
  }
  for (const { played } of stages) played.spoilBy(undefined);
  await begun(stages);
}

/** Out of their sockets, and into others, with the mains gone meanwhile. */
export async function replugged(stages: readonly Stage[]): Promise<void> {
  for (const { cable } of stages) cable.unplug();
  for (const { name, performance } of stages)
    await until(`${name} is stale`, 30_000, async () => /^DATASTALE$/m.test(await performance.look()));
  for (const stage of stages.toReversed()) {
    const [, [onBattery] = [""]] = stage.family.scenes;
    stage.played.enter(onBattery);
    await stage.cable.plug();
    await inSocket(stage);
  }
  for (const { name, performance } of stages)
    await until(`${name} is back, on battery`, 60_000, async () => /\bOB\b/.test(await performance.status()));
}
