/** The UPS that a clone passes on. */
import type { OtherDriver } from "../../device/other-driver.ts";
import { parseStatus } from "../../nut/status.ts";
import type { UpsState } from "../../nut/ups-state.ts";
import { varTypeOf } from "../../nut/var-type.ts";
import { DeviceError, type DriverContext, type Reported } from "../types.ts";

/** As the C drivers have it. */
const MAX_AGE_MS = 15_000;
/** Time in which a driver that runs has told everything. */
const FIRST_MS = 2000;

const WORDS = {
  gone: "is not reached: start the driver that has it",
  waiting: "has not told everything yet",
  stale: "has no fresh data",
  silent: "has fallen silent",
} as const;

export class Source {
  readonly #name: string;
  readonly #driver: OtherDriver;
  readonly #clock: DriverContext["clock"];
  readonly #changed: () => void;
  #ready: () => void = () => undefined;

  constructor({ settings, openers, clock }: DriverContext, changed: () => void) {
    this.#name = settings.port;
    this.#clock = clock;
    this.#changed = changed;
    this.#driver = openers.drivers.open(settings.port, MAX_AGE_MS, () => this.#hear());
  }

  #hear(): void {
    if (this.#driver.link === "ok") this.#ready();
    this.#changed();
  }

  /** Resolves when it has told everything, or after a while without. */
  first(): Promise<void> {
    return new Promise((resolve) => {
      const timer = this.#clock.after(FIRST_MS, resolve);
      this.#ready = () => {
        timer.cancel();
        resolve();
      };
      if (this.#driver.link === "ok") this.#ready();
    });
  }

  get fresh(): boolean {
    return this.#driver.link === "ok";
  }

  /** Throws DeviceError `stale` while there are no fresh data. */
  state(): UpsState {
    const { link, state } = this.#driver;
    if (link === "ok") return state;
    throw new DeviceError("stale", `the UPS behind ${this.#name} ${WORDS[link]}`);
  }

  async order(command: string): Promise<boolean> {
    return (await this.#driver.instcmd(command)) === "handled";
  }

  close(): void {
    this.#ready();
    this.#driver.close();
  }
}

/** Its variables, to be read only; without the driver's own, the status, and those that `isOwn` names. */
export function repeated(state: UpsState, isOwn: (name: string) => boolean): Map<string, Reported> {
  const vars = new Map<string, Reported>();
  for (const { name, value, ...facts } of state.variables()) {
    const key = name.toLowerCase();
    if (key.startsWith("driver.") || key === "ups.status" || isOwn(key)) continue;
    const type = varTypeOf(facts);
    vars.set(name, type ? { value, type } : { value });
  }
  return vars;
}

export const tokensOf = (state: UpsState): readonly string[] => parseStatus(state.value("ups.status") ?? "");

export function alarmsOf(state: UpsState): readonly string[] {
  const alarm = state.value("ups.alarm") ?? "";
  return alarm === "" ? [] : [alarm];
}

/** `port` as it has to be; throws DeviceError `configuration`. */
export function checkSource(port: string): void {
  if (/^[^\s,]+-[^\s,]+$/.test(port)) return;
  const text = `port = "${port}" names no driver: write DRIVER-UPSNAME, as in usbhid-ups-cellar`;
  throw new DeviceError("configuration", text);
}
