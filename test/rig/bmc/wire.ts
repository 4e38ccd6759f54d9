/**
 * The wire between QEMU's `ipmi-bmc-extern` and a controller: messages with their end, a checksum, and escapes.
 *
 *     it  seq netfn·4+lun cmd data… checksum A0
 *     we  seq netfn·4+lun cmd code data… checksum A0
 *     it  08 0f A1                                    what it can do: nothing to answer
 */
import type { Bmc } from "../../sim/bmc/bmc.ts";

const [MESSAGE, COMMAND, ESCAPE] = [0xa0, 0xa1, 0xaa];
const ESCAPED = 0x10;
/** Sequence, function, command, checksum. */
const SHORTEST = 4;

const escaped = (byte: number): readonly number[] =>
  byte === MESSAGE || byte === COMMAND || byte === ESCAPE ? [ESCAPE, byte | ESCAPED] : [byte];

const sum = (bytes: readonly number[]): number => bytes.reduce((total, byte) => total + byte, 0) & 0xff;

/** Takes bytes as they come; what it returns goes back. */
export class BmcWire {
  readonly #bmc: Pick<Bmc, "answer">;
  #held: number[] = [];
  #escape = false;

  constructor(bmc: Pick<Bmc, "answer">) {
    this.#bmc = bmc;
  }

  take(bytes: Uint8Array): Uint8Array {
    return Uint8Array.from([...bytes].flatMap((byte) => this.#byte(byte)));
  }

  #byte(byte: number): readonly number[] {
    if (byte === MESSAGE || byte === COMMAND) {
      const whole = this.#held;
      this.#held = [];
      this.#escape = false;
      return byte === MESSAGE ? this.#message(whole) : [];
    }
    if (byte === ESCAPE) this.#escape = true;
    else this.#held.push(this.#escape ? byte & ~ESCAPED : byte);
    if (byte !== ESCAPE) this.#escape = false;
    return [];
  }

  #message(bytes: readonly number[]): readonly number[] {
    if (bytes.length < SHORTEST || sum(bytes) !== 0) return [];
    const [sequence = 0, head = 0, cmd = 0, ...data] = bytes.slice(0, -1);
    const told = this.#bmc.answer({ netFn: head >> 2, lun: head & 3, cmd, data: Uint8Array.from(data) });
    const reply = [sequence, head | 4, cmd, ...told];
    return [...[...reply, -sum(reply) & 0xff].flatMap(escaped), MESSAGE];
  }
}
