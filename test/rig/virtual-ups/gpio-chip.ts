/** A CP2112 of Silicon Labs on USB (AN495): eight GPIO lines, of which the kernel makes a gpiochip. */
import type { Reply } from "./device.ts";
import type { VirtualDevice } from "./usbip.ts";

const STALL = -32;
const [LEVELS, VERSION] = [0x03, 0x05];

/** Input reports of the maker's own meaning; the feature reports need none. */
const REPORTS = Uint8Array.from(
  Buffer.from("0600ff0901a1010902150026ff0075089508810209031500 26ff00750895089102c0".replaceAll(" ", ""), "hex"),
);

export class VirtualGpioChip implements VirtualDevice {
  #levels = 0;
  readonly hung = new Set<"all">();
  onInput: (packet: Uint8Array) => void = () => undefined;
  /** Directions of the lines, the bus that is not used, what can still be burnt in. */
  readonly #settings = new Map<number, Uint8Array>([
    [0x02, Uint8Array.of(0x02, 0, 0, 0, 0)],
    [0x06, Uint8Array.of(0x06, 0, 1, 0x86, 0xa0, 2, 0, 0, 0, 0, 0, 0, 0, 0)],
    [0x20, Uint8Array.of(0x20, 0xff)],
  ]);

  /** A bit for each line. */
  put(levels: number): void {
    this.#levels = levels;
  }

  control(setup: Buffer, out: Uint8Array, reply: Reply): void {
    const [type = 0, request = 0] = setup;
    const [value, length] = [setup.readUInt16LE(2), setup.readUInt16LE(6)];
    const give = (data: Uint8Array | undefined): void => (data ? reply(0, data.subarray(0, length)) : reply(STALL));
    if (this.hung.has("all")) return;
    switch (`${type.toString(16)}:${request.toString(16)}`) {
      case "80:6":
      case "81:6":
        return give(this.#descriptor(value));
      case "80:0":
        return give(Uint8Array.of(0, 0));
      case "a1:1":
        return give(this.#report(value & 0xff));
      case "21:9":
        this.#settings.set(value & 0xff, out);
        return reply(0);
      default:
        return type & 0x80 ? reply(STALL) : reply(0);
    }
  }

  #report(id: number): Uint8Array | undefined {
    if (id === LEVELS) return Uint8Array.of(LEVELS, this.#levels);
    return id === VERSION ? Uint8Array.of(VERSION, 0x0c, 2) : this.#settings.get(id);
  }

  #descriptor(value: number): Uint8Array | undefined {
    switch (value >> 8) {
      case 1:
        return this.deviceDescriptor();
      case 2:
        return configuration();
      case 0x22:
        return REPORTS;
      default:
        return undefined;
    }
  }

  deviceDescriptor(): Buffer {
    return Buffer.from([18, 1, 0x10, 1, 0, 0, 0, 64, 0xc4, 0x10, 0x90, 0xea, 0, 1, 0, 0, 0, 1]);
  }
}

function configuration(): Buffer {
  const face = [9, 4, 0, 0, 2, 3, 0, 0, 0];
  const hid = [9, 0x21, 0x10, 1, 0, 1, 0x22, REPORTS.length, 0];
  const endpoints = [7, 5, 0x81, 3, 64, 0, 10, 7, 5, 0x02, 3, 64, 0, 10];
  const all = Buffer.from([9, 2, 0, 0, 1, 1, 0, 0xa0, 50, ...face, ...hid, ...endpoints]);
  all.writeUInt16LE(all.length, 2);
  return all;
}
