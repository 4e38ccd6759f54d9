/** A unit of behaviours on a pseudo-terminal, for the C driver and ours. */
import { SYSTEM_CLOCK } from "../../../src/system/clock.ts";
import type { FamilyCase } from "../../sim/bench/family-bench.ts";
import { healthy, type Spoil, type Unit } from "../../sim/devices/played-line.ts";
import { PseudoTerminal } from "./pseudo-terminal.ts";

export class PlayedUps {
  readonly unit: Unit;
  /** What the line makes of what it says. */
  spoil: Spoil = healthy;
  readonly #terminal: PseudoTerminal;
  #heard = "";
  #stopped = false;

  private constructor(terminal: PseudoTerminal, { unit }: Pick<FamilyCase, "unit">) {
    this.#terminal = terminal;
    this.unit = unit(
      (bytes, afterMs = 0) => {
        if (afterMs === 0) terminal.say(this.spoil(bytes));
        else setTimeout(() => terminal.say(this.spoil(bytes)), afterMs);
      },
      { ...SYSTEM_CLOCK, after: (ms, run) => SYSTEM_CLOCK.after(ms, () => !this.#stopped && run()) },
    );
  }

  static async start(family: Pick<FamilyCase, "unit">): Promise<PlayedUps> {
    const terminal = await PseudoTerminal.open((bytes) => {
      ups.#heard += bytes.toString("hex");
      ups.unit.hear(bytes);
    });
    const ups: PlayedUps = new PlayedUps(terminal, family);
    return ups;
  }

  get path(): string {
    return this.#terminal.path;
  }

  /** All that was written to it, in hexadecimal. */
  get heard(): string {
    return this.#heard;
  }

  stop(): Promise<void> {
    this.#stopped = true;
    return this.#terminal.close();
  }
}
