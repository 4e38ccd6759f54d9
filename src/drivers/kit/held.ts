/** What a driver holds open of its device: one link or session, closed before the next is opened. */
import { DeviceError } from "../types.ts";
import type { Closable } from "./link.ts";

export class Held<One extends Closable> {
  #one: One | undefined;
  #round = 0;

  /** Throws what `open` throws, and DeviceError `lost` where it was closed meanwhile. */
  async take(open: () => Promise<One>): Promise<One> {
    const round = ++this.#round;
    await this.#release();
    const one = await open();
    if (round === this.#round) {
      this.#one = one;
      return one;
    }
    await one.close();
    throw new DeviceError("lost", "closed while it was being opened");
  }

  /** Throws DeviceError `lost` where nothing is open. */
  get opened(): One {
    if (!this.#one) throw new DeviceError("lost", "the device is not open");
    return this.#one;
  }

  close(): Promise<void> {
    this.#round++;
    return this.#release();
  }

  async #release(): Promise<void> {
    const one = this.#one;
    this.#one = undefined;
    await one?.close();
  }
}

/** For `catch` at the first request to a device: who does not answer it is not there; `advice` says what to look at. */
export const notThere =
  (advice: string) =>
  (error: unknown): never => {
    throw error instanceof DeviceError ? new DeviceError("absent", `${error.message}: ${advice}`) : error;
  };
