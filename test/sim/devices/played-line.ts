/** A serial line in memory with a unit at its other end: a device made of behaviours that hears bytes and says bytes. */
import { DeviceError } from "../../../src/device/device-error.ts";
import type { InputLines, OutputLines, SerialLine, SerialSettings } from "../../../src/device/serial-line.ts";
import { ByteQueue } from "../../../src/system/byte-queue.ts";
import type { Clock } from "../../../src/system/clock.ts";

export type Say = (bytes: Uint8Array, afterMs?: number) => void;

/** What the protocol remembers is the unit's own. */
export interface Unit {
  hear(bytes: Uint8Array): void;
  /** Output lines changed: some devices take orders from them. */
  lines?(lines: OutputLines): void;
}

/** What a fault makes of what the unit says. */
export type Spoil = (bytes: Uint8Array) => Uint8Array;

export const healthy: Spoil = (bytes) => bytes;
export const mute: Spoil = () => new Uint8Array();
export const half: Spoil = (bytes) => bytes.subarray(0, Math.floor(bytes.length / 2));
export const noise: Spoil = (bytes) => bytes.map((_, at) => 33 + ((at * 37) % 90));

/** The device itself: it outlives the lines that are opened to it. */
export class PlayedDevice {
  readonly clock: Clock;
  readonly unit: Unit;
  /** What was written to it, one write each. */
  readonly heard: Uint8Array[] = [];
  spoil: Spoil = healthy;
  opened: SerialSettings | undefined;
  line: PlayedLine | undefined;
  outputs: OutputLines = {};

  constructor(make: (say: Say, clock: Clock) => Unit, clock: Clock) {
    this.clock = clock;
    this.unit = make((bytes, afterMs = 0) => this.#say(bytes, afterMs), clock);
  }

  #say(bytes: Uint8Array, afterMs: number): void {
    if (afterMs === 0) this.line?.bring(this.spoil(bytes));
    else this.clock.after(afterMs, () => this.line?.bring(this.spoil(bytes)));
  }

  open(settings: SerialSettings): PlayedLine {
    this.opened = settings;
    this.line = new PlayedLine(this, this.clock);
    return this.line;
  }
}

export class PlayedLine implements SerialLine {
  readonly path = "/dev/ttyTEST";
  readonly #device: PlayedDevice;
  readonly #queue: ByteQueue;
  closed = false;

  constructor(device: PlayedDevice, clock: Clock) {
    this.#device = device;
    this.#queue = new ByteQueue(clock);
  }

  bring(bytes: Uint8Array): void {
    if (!this.closed) this.#queue.push(bytes);
  }

  write(bytes: Uint8Array): Promise<void> {
    if (this.closed) return Promise.reject(new DeviceError("lost", `${this.path} was closed or unplugged`));
    this.#device.heard.push(Uint8Array.from(bytes));
    this.#device.unit.hear(bytes);
    return Promise.resolve();
  }

  read(isEnd: (byte: number) => boolean, ms: number, max?: number): Promise<Uint8Array> {
    return this.#queue.read(isEnd, ms, max);
  }

  flush(): void {
    this.#queue.flush();
  }

  listen(listener: ((byte: number) => void) | undefined): void {
    this.#queue.listen(listener);
  }

  setLines(lines: OutputLines): Promise<void> {
    this.#device.outputs = { ...this.#device.outputs, ...lines };
    this.#device.unit.lines?.(lines);
    return Promise.resolve();
  }

  getLines(): Promise<InputLines> {
    return Promise.resolve({ cts: false, dsr: false, dcd: false, ri: false });
  }

  close(): Promise<void> {
    this.closed = true;
    this.#queue.fail(new DeviceError("lost", `${this.path} was closed or unplugged`));
    return Promise.resolve();
  }
}
