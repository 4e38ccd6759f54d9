/** The USB device of a family whose packets are its own: found by what the family knows and what ups.conf says. */
import type { UsbDevice } from "../../device/hid.ts";
import type { UsbPipe } from "../../device/usb-pipe.ts";
import { DeviceError, type DriverContext } from "../types.ts";
import { deviceTitle, idVariables } from "../usb/describe-device.ts";
import { findDevice, type Known, withNames } from "../usb/find-device.ts";
import { criteriaOf } from "../usb/match.ts";
import { openFirst, takeFound } from "./usb-open.ts";

export interface PipeFamily {
  readonly fits: (device: UsbDevice) => boolean;
  /** What is looked for, in a few words. */
  readonly wanted: string;
  /** Options of ups.conf that say something else here. */
  readonly own?: readonly string[];
  /** Asked of each device that fits, until it is the one: what tells them apart only they say. */
  readonly accepts?: (pipe: UsbPipe) => Promise<boolean>;
}

/** Opens the device, and the same one again when it was lost. */
export class PipeFinder {
  readonly #context: DriverContext;
  readonly #family: PipeFamily;
  #known: Known | undefined;

  constructor(context: DriverContext, family: PipeFamily) {
    this.#context = context;
    this.#family = family;
  }

  /** Throws DeviceError. */
  async open(): Promise<UsbPipe> {
    const { openers, settings, log } = this.#context;
    const { fits, wanted, own = [], accepts } = this.#family;
    const devices = withNames(await openers.usb.list(), this.#known);
    const able = devices.filter(fits);
    const get = (name: string): string | undefined => (own.includes(name) ? undefined : settings.get(name));
    const search = {
      criteria: criteriaOf({ get }),
      known: this.#known,
      takeAny: settings.has("allow_duplicates") || accepts !== undefined,
    };
    const found = findDevice(able, search);
    if (found.kind === "none") {
      const seen = devices.map(deviceTitle).join("; ") || "no USB device is plugged in";
      throw new DeviceError("absent", `no ${wanted} (${seen}). Check the cable, and what ups.conf says of the device`);
    }
    return this.#openAccepted(takeFound(found, able, log));
  }

  /** The first that can be had and is the one. */
  async #openAccepted(choices: readonly Known[]): Promise<UsbPipe> {
    const { wanted, accepts } = this.#family;
    const { known, pipe } = await openFirst(choices, async (one) => ({
      known: one,
      pipe: await this.#context.openers.usb.open(one.device),
    }));
    // One that goes away meanwhile is not the one.
    if (!accepts || (await accepts(pipe).catch(() => false))) {
      this.#known = known;
      return pipe;
    }
    await pipe.close();
    const others = choices.slice(choices.indexOf(known) + 1);
    if (others.length > 0) return this.#openAccepted(others);
    throw new DeviceError("absent", `no ${wanted} is the one that is meant (${deviceTitle(known.device)} is another)`);
  }

  async facts({ device }: UsbPipe): Promise<readonly (readonly [string, string])[]> {
    return [...idVariables(device), ["driver.version.usb", await this.#context.openers.usb.version()]];
  }
}
