/** A serial port in memory whose input lines a test moves; it keeps what its output lines did. */

import { DeviceError } from "../../../src/device/device-error.ts";
import type {
  InputLines,
  OutputLines,
  SerialLine,
  SerialOpener,
  SerialSettings,
} from "../../../src/device/serial-line.ts";

const LOW: InputLines = { cts: false, dsr: false, dcd: false, ri: false };

export class ContactLine implements SerialLine {
  readonly path = "/dev/ttyTEST";
  inputs: InputLines = LOW;
  /** Levels now, and how they came about: `DTR RTS`, `break`, in order. */
  outputs: Required<OutputLines> = { dtr: true, rts: true, brk: false };
  readonly moves: string[] = [];
  opened: SerialSettings | undefined;
  closed = false;
  /** Pseudo-terminals have no such lines. */
  lineless = false;

  readonly opener: SerialOpener = {
    open: (_path, settings) => {
      this.opened = settings;
      return Promise.resolve(this);
    },
  };

  raise(...names: readonly (keyof InputLines)[]): void {
    this.inputs = { ...LOW, ...Object.fromEntries(names.map((name) => [name, true])) };
  }

  setLines(lines: OutputLines): Promise<void> {
    if (this.lineless) return Promise.reject(new DeviceError("lost", `${this.path}: Inappropriate ioctl for device`));
    this.outputs = { ...this.outputs, ...lines };
    const { dtr, rts, brk } = this.outputs;
    this.moves.push([dtr && "DTR", rts && "RTS", brk && "break"].filter(Boolean).join(" "));
    return Promise.resolve();
  }

  getLines(): Promise<InputLines> {
    return Promise.resolve(this.inputs);
  }

  write(): Promise<void> {
    return Promise.reject(new Error("nothing is ever written to such a UPS"));
  }

  read(): Promise<Uint8Array> {
    return Promise.reject(new Error("nothing is ever read from such a UPS"));
  }

  flush(): void {}

  listen(): void {}

  close(): Promise<void> {
    this.closed = true;
    return Promise.resolve();
  }
}
