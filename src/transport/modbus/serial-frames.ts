/**
 * Answers on a serial line as the package can read them. In an exception to function 43 it wants the kind of
 * identification in front of the code, which units leave out, and waits for a byte that never comes.
 *
 *     unit 1 byte, function 0xab, code 1, checksum 2
 */

const REFUSED = 0xab;
const KIND = 0x0e;
const LENGTH = 5;

/** CRC-16 with polynomial 0xa001 from 0xffff, low byte first; 0 over a frame and its checksum. */
function checksum(bytes: Uint8Array): number {
  let crc = 0xffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >> 1) ^ 0xa001 : crc >> 1;
  }
  return crc;
}

function spelled([unit = 0, fn = 0, code = 0]: Uint8Array): Uint8Array {
  const body = Uint8Array.of(unit, fn, KIND, code);
  const crc = checksum(body);
  return Uint8Array.of(...body, crc & 0xff, crc >> 8);
}

export class SerialFrames {
  /** The beginning of an answer; undefined once it is clear what it is. */
  #held: Uint8Array | undefined;

  request(frame: Uint8Array): Uint8Array {
    this.#held = Uint8Array.of();
    return frame;
  }

  /** What of the answer is certain. */
  answers(bytes: Uint8Array): Uint8Array {
    if (!this.#held) return bytes;
    const all = Uint8Array.of(...this.#held, ...bytes);
    this.#held = all;
    const isOther = all.length > 1 && all[1] !== REFUSED;
    if (!isOther && all.length < LENGTH) return Uint8Array.of();
    this.#held = undefined;
    const isException = !isOther && checksum(all.subarray(0, LENGTH)) === 0;
    return isException ? Uint8Array.of(...spelled(all), ...all.subarray(LENGTH)) : all;
  }

  /** Nobody waits for the rest of half an answer. */
  forget(): void {
    this.#held = undefined;
  }
}
