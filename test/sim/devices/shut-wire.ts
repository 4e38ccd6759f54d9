/** A SHUT line in memory: the driver's end is a serial line, the other a device out of a capture. */

import { DeviceError } from "../../../src/device/device-error.ts";
import type {
  InputLines,
  OutputLines,
  SerialLine,
  SerialOpener,
  SerialSettings,
} from "../../../src/device/serial-line.ts";
import { ByteQueue } from "../../../src/system/byte-queue.ts";
import type { Clock } from "../../../src/system/clock.ts";
import { ShutUnit } from "./shut-unit.ts";
import type { CapturedDevice } from "./usb-capture.ts";
import { SimUsbDevice } from "./usb-machine.ts";

export class ShutWire implements SerialOpener {
  readonly unit: ShutUnit;
  readonly opened: SerialSettings[] = [];
  /** Output lines as they were set last. */
  lines: OutputLines = {};
  /** The adapter is in its socket. */
  plugged = true;
  /** Gives back what it is sent, as an adapter with a loop does. */
  echo = false;
  /** Says this instead of opening. */
  refusal: DeviceError | undefined;
  readonly #clock: Clock;
  #end: ByteQueue | undefined;

  constructor(captured: CapturedDevice, clock: Clock) {
    this.#clock = clock;
    this.unit = new ShutUnit(new SimUsbDevice(captured), (bytes, afterMs) => {
      if (afterMs === 0) this.#end?.push(bytes);
      else clock.after(afterMs, () => this.#end?.push(bytes));
    });
  }

  /** Somebody has the line open. */
  get busy(): boolean {
    return this.#end !== undefined;
  }

  unplug(): void {
    this.plugged = false;
    this.#end?.fail(new DeviceError("lost", "/dev/ttyTEST was closed or unplugged"));
    this.#end = undefined;
  }

  /** Bytes that no device would send. */
  noise(...bytes: readonly number[]): void {
    this.#end?.push(Uint8Array.from(bytes));
  }

  open(path: string, settings: SerialSettings): Promise<SerialLine> {
    if (this.refusal) return Promise.reject(this.refusal);
    if (!this.plugged) return Promise.reject(new DeviceError("absent", `${path}: no such device`));
    this.opened.push(settings);
    const queue = new ByteQueue(this.#clock);
    this.#end = queue;
    return Promise.resolve(this.#line(path, queue));
  }

  #line(path: string, queue: ByteQueue): SerialLine {
    const gone = (): DeviceError => new DeviceError("lost", `${path} was closed or unplugged`);
    return {
      path,
      write: (bytes) => {
        if (this.#end !== queue) return Promise.reject(gone());
        if (this.echo) queue.push(bytes);
        this.unit.hear(bytes);
        return Promise.resolve();
      },
      read: (isEnd, ms, max) => queue.read(isEnd, ms, max),
      flush: () => queue.flush(),
      listen: (listener) => queue.listen(listener),
      setLines: (lines) => {
        this.lines = { ...this.lines, ...lines };
        return Promise.resolve();
      },
      getLines: (): Promise<InputLines> => Promise.resolve({ cts: false, dsr: false, dcd: false, ri: false }),
      close: () => {
        queue.fail(gone());
        if (this.#end === queue) this.#end = undefined;
        return Promise.resolve();
      },
    };
  }
}
