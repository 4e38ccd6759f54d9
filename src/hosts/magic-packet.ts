/** The magic packet of Wake-on-LAN: six bytes of FF, the address sixteen times, and the password of SecureOn, if any. */

const BYTES = 6;
const REPEATS = 16;

/** Six bytes, as `00:11:22:33:44:55`, `00-11-…`, `0011.2233.4455` or digits alone; undefined for anything else. */
export function parseMac(text: string): Uint8Array | undefined {
  const tidy = text.trim();
  if (!/^([0-9a-f]{2}[:-]){5}[0-9a-f]{2}$|^([0-9a-f]{4}\.){2}[0-9a-f]{4}$|^[0-9a-f]{12}$/i.test(tidy)) return undefined;
  return Buffer.from(tidy.replace(/[^0-9a-f]/gi, ""), "hex");
}

export function magicPacket(mac: Uint8Array, secureOn: Uint8Array = new Uint8Array()): Buffer {
  const repeated = Array.from({ length: REPEATS }, () => mac);
  return Buffer.concat([Buffer.alloc(BYTES, 0xff), ...repeated, secureOn]);
}
