/** clone-outlet: the UPS of another driver once more, with the status of one of its outlets. */
import type { UpsState } from "../../nut/ups-state.ts";
import { value } from "../kit/options.ts";
import { type Reads, readOnly } from "../kit/read-only.ts";
import { DeviceError, type DriverContext, type DriverDefinition, type Identity, type Reading } from "../types.ts";
import { alarmsOf, checkSource, repeated, Source, tokensOf } from "./source.ts";

const numberIn = (state: UpsState, name: string): number => {
  const [digits] = /^\s*[+-]?\d+/.exec(state.value(name) ?? "") ?? [];
  return digits === undefined ? -1 : Number(digits);
};

class CloneOutletDriver implements Reads {
  readonly #context: DriverContext;
  readonly #prefix: string;
  #source: Source | undefined;

  constructor(context: DriverContext) {
    const { port } = context.settings;
    checkSource(port);
    const prefix = context.settings.get("prefix") ?? "";
    if (prefix === "") throw new DeviceError("configuration", "prefix names the outlet: write prefix = outlet.1");
    this.#prefix = prefix;
    this.#context = context;
  }

  async open(wake: () => void): Promise<Identity> {
    await this.close();
    this.#source = new Source(this.#context, wake);
    await this.#source.first();
    return { title: `${this.#prefix} of ${this.#context.settings.port}` };
  }

  poll(): Promise<Reading> {
    if (!this.#source) return Promise.reject(new DeviceError("lost", "the other driver's socket is not open"));
    try {
      return Promise.resolve(this.#reading(this.#source.state()));
    } catch (error) {
      return Promise.reject(error);
    }
  }

  #reading(state: UpsState): Reading {
    return {
      vars: repeated(state, () => false),
      status: [...this.#outletTokens(state), ...tokensOf(state)],
      alarms: alarmsOf(state),
      commands: [],
    };
  }

  /** Its timer runs, and the hosts on it need the rest of it to shut down. */
  #outletTokens(state: UpsState): readonly string[] {
    const timer = numberIn(state, `${this.#prefix}.timer.shutdown`);
    const leaving = timer > -1 && timer <= numberIn(state, `${this.#prefix}.delay.shutdown`);
    const off = state.value(`${this.#prefix}.status`)?.toLowerCase() === "off";
    return [...(off ? ["OFF"] : []), ...(leaving ? ["FSD"] : [])];
  }

  close(): Promise<void> {
    this.#source?.close();
    this.#source = undefined;
    return Promise.resolve();
  }

  giveUp(): void {
    void this.close();
  }
}

export const CLONE_OUTLET: DriverDefinition = {
  name: "clone-outlet",
  title: "An outlet of another driver's UPS as a UPS of its own, to be read only",
  version: "0.09",
  options: [value("prefix", "the outlet, as the other driver names it (outlet.1)")],
  asTold: true,
  create: (context) =>
    readOnly(new CloneOutletDriver(context), context, "it is the UPS behind this one that turns off"),
};
