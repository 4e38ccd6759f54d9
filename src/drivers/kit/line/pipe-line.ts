/** A serial line that runs through packets of a USB device. Output lines it has none. */
import type { InputLines, SerialLine } from "../../../device/serial-line.ts";
import type { UsbPipe } from "../../../device/usb-pipe.ts";
import type { Clock } from "../../../system/clock.ts";

export interface Packets {
  /** Throws DeviceError `lost`. */
  send(bytes: Uint8Array): Promise<void>;
  /** The next bytes; none after `ms`. Throws DeviceError `lost`. */
  receive(ms: number): Promise<Uint8Array>;
}

const NO_LINES: InputLines = { cts: false, dsr: false, dcd: false, ri: false };
/** More is kept of no device. */
const LIMIT = 4096;

export class PipeLine implements SerialLine {
  readonly path: string;
  readonly #pipe: UsbPipe;
  readonly #clock: Clock;
  readonly #packets: Packets;
  #bytes: number[] = [];

  constructor(pipe: UsbPipe, clock: Clock, packets: Packets) {
    this.path = pipe.device.node;
    this.#pipe = pipe;
    this.#clock = clock;
    this.#packets = packets;
  }

  write(bytes: Uint8Array): Promise<void> {
    return this.#packets.send(bytes);
  }

  async read(isEnd: (byte: number) => boolean, ms: number, max = LIMIT): Promise<Uint8Array> {
    const end = this.#clock.now() + ms;
    for (;;) {
      const at = this.#bytes.findIndex(isEnd);
      if (at >= 0 && at < max) return Uint8Array.from(this.#bytes.splice(0, at + 1));
      const left = end - this.#clock.now();
      if (this.#bytes.length >= max || left <= 0) return Uint8Array.from(this.#bytes.splice(0, max));
      this.#bytes.push(...(await this.#packets.receive(left)));
      this.#bytes.splice(0, Math.max(0, this.#bytes.length - LIMIT));
    }
  }

  flush(): void {
    this.#bytes = [];
  }

  /** A USB device is read when it is asked, and only then. */
  listen(): void {
    this.#bytes = [];
  }

  setLines(): Promise<void> {
    return Promise.resolve();
  }

  getLines(): Promise<InputLines> {
    return Promise.resolve(NO_LINES);
  }

  close(): Promise<void> {
    return this.#pipe.close();
  }
}
