/** A PiJuice: what it has, and its commands with their byte of proof, as its firmware 1.6 takes them. */
import type { I2cChip } from "./i2c-tools.ts";

const proof = (bytes: Uint8Array): number => bytes.reduce((sum, byte) => sum ^ byte, 0xff);
const word = (value: number): Uint8Array => Uint8Array.of(value & 0xff, (value >> 8) & 0xff);
const coded = (value: number): number => (Math.trunc(value / 10) << 4) | (value % 10);

export class PiJuiceUnit implements I2cChip {
  address = 0x14;
  battery: "normal" | "charging from in" | "charging from 5v" | "absent" = "normal";
  /** 0 not there, 1 bad, 2 weak, 3 present. */
  socket = 3;
  pins = 0;
  /** Percent. */
  charge = 97.3;
  degrees = 31;
  millivolts = 4096;
  milliamperes = -212;
  pinMillivolts = 5102;
  pinMilliamperes = 388;
  chemistry = 0;
  /** Seconds until it goes off. */
  off: number | undefined;
  /** The Raspberry Pi loses the highest bit of the first byte. */
  losesBit = false;
  silent = false;

  #told(command: number): Uint8Array | undefined {
    switch (command) {
      case 0x40: {
        const battery = ["normal", "charging from in", "charging from 5v", "absent"].indexOf(this.battery);
        return Uint8Array.of((battery << 2) | (this.socket << 4) | (this.pins << 6));
      }
      case 0x42:
        return word(Math.round(this.charge * 10));
      case 0x47:
        return word(this.degrees);
      case 0x49:
        return word(this.millivolts);
      case 0x4b:
        return word(this.milliamperes);
      case 0x4d:
        return word(this.pinMillivolts);
      case 0x4f:
        return word(this.pinMilliamperes);
      case 0x53:
        return Uint8Array.of(...word(1820), ...new Uint8Array(12));
      case 0x54:
        return Uint8Array.of(this.chemistry, ...new Uint8Array(16));
      case 0x62:
        return Uint8Array.of(this.off ?? 0xff);
      case 0x7c:
        return Uint8Array.of(this.address);
      case 0xb0:
        return Uint8Array.of(...[56, 34, 12, 2, 30, 11, 26].map(coded), 128, 0);
      case 0xfd:
        return Uint8Array.of(0x16, 0);
      default:
        return undefined;
    }
  }

  /** Beyond what it says there is nothing on the wire. */
  read(command: number, count: number): Uint8Array | undefined {
    const told = this.silent ? undefined : this.#told(command);
    if (!told) return undefined;
    const bytes = Uint8Array.from({ length: count }, (_, at) => [...told, proof(told)][at] ?? 0xff);
    if (this.losesBit) bytes[0] = (bytes[0] ?? 0) & 0x7f;
    return bytes;
  }

  /** What is not proven is not taken. */
  write(command: number, bytes: Uint8Array): void {
    if (bytes.at(-1) === proof(bytes.subarray(0, -1)) && command === 0x62) this.off = bytes[0];
  }
}
