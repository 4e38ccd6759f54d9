/** A SHUT UPS on a pseudo-terminal, for the C driver and ours. */
import { ShutUnit } from "../../sim/devices/shut-unit.ts";
import type { CapturedDevice } from "../../sim/devices/usb-capture.ts";
import { SimUsbDevice } from "../../sim/devices/usb-machine.ts";
import { PseudoTerminal } from "./pseudo-terminal.ts";

export class ShutUps {
  readonly unit: ShutUnit;
  readonly #terminal: PseudoTerminal;

  private constructor(unit: ShutUnit, terminal: PseudoTerminal) {
    this.unit = unit;
    this.#terminal = terminal;
  }

  static async start(captured: CapturedDevice): Promise<ShutUps> {
    const terminal = await PseudoTerminal.open((bytes) => unit.hear(bytes));
    const unit = new ShutUnit(new SimUsbDevice(captured), (bytes, afterMs) => {
      if (afterMs === 0) terminal.say(bytes);
      else setTimeout(() => terminal.say(bytes), afterMs);
    });
    return new ShutUps(unit, terminal);
  }

  get path(): string {
    return this.#terminal.path;
  }

  stop(): Promise<void> {
    return this.#terminal.close();
  }
}
