/** Frames of devices that speak unasked, with a checksum that is weak or missing: two have to say the same. */
const TRIES = 4;

/**
 * The second of two in succession that have the same bytes at `meant`; undefined where `hear` brings nothing, or never
 * the same twice.
 */
export async function agreed(
  hear: () => Promise<Uint8Array | undefined>,
  meant: readonly number[],
): Promise<Uint8Array | undefined> {
  let last = await hear();
  for (let tries = 0; last && tries < TRIES; tries++) {
    const [one, other] = [last, await hear()];
    if (other && meant.every((at) => one[at] === other[at])) return other;
    last = other;
  }
  return undefined;
}
