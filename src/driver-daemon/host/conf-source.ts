/** ups.conf for the devices of a host: as it was read before root was left, then as it is now. */
import type { Machine } from "../../daemon/run-daemon.ts";
import { NutError } from "../../nut/errors.ts";
import { signalsHeard } from "../../system/process/signals.ts";
import { type DriverConf, type DriverUps, loadDriverConf } from "./driver-conf.ts";

const byName = ({ upses }: DriverConf): ReadonlyMap<string, DriverUps> =>
  new Map(upses.map((ups) => [ups.upsname, ups]));

export class ConfSource {
  readonly #machine: Machine;
  #upses: ReadonlyMap<string, DriverUps> | undefined;

  constructor(conf: DriverConf, machine: Machine) {
    this.#machine = machine;
    this.#upses = byName(conf);
  }

  find(upsname: string): DriverUps | undefined {
    return (this.#upses ?? byName(loadDriverConf(this.#machine))).get(upsname);
  }

  readAnew(): void {
    this.#upses = undefined;
  }

  /** Reads the file once for all that `work` asks; what cannot be read is each device's own complaint. */
  async once(work: () => Promise<void>): Promise<void> {
    try {
      this.#upses = byName(loadDriverConf(this.#machine));
      await signalsHeard();
    } catch (error) {
      if (!(error instanceof NutError)) throw error;
    }
    await work().finally(() => this.readAnew());
  }
}
