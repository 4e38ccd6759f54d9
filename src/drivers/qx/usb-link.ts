/** Questions over USB: the device, its chip's way of speaking, and how it is found again and woken up. */
import type { UsbDevice } from "../../device/hid.ts";
import type { UsbPipe } from "../../device/usb-pipe.ts";
import { openFirst } from "../kit/usb-open.ts";
import type { DriverContext } from "../types.ts";
import { deviceTitle, idVariables } from "../usb/describe-device.ts";
import type { Known } from "../usb/find-device.ts";
import { watchHotplug } from "../usb/hotplug.ts";
import type { Exchange } from "./bridges/bridge.ts";
import { firstLanguage } from "./bridges/strings.ts";
import type { OpenedLink, QxLinks } from "./driver.ts";
import { type Chosen, choose } from "./usb-choice.ts";

/** What is wrong with `langid_fix`. */
export const languageProblem = (text: string): string | undefined =>
  /^\s*0x[0-9a-f]{1,4}\s*$/i.test(text) ? undefined : `"${text}" is no language number such as 0x409 or 0x4095`;

function languageOf({ settings, log }: DriverContext): number | undefined {
  const text = settings.get("langid_fix");
  if (text === undefined) return undefined;
  const problem = languageProblem(text);
  if (problem === undefined) return Number.parseInt(text, 16);
  log.warning(`langid_fix: ${problem}; going on without it`);
  return undefined;
}

/** Tells what languages the device has, where the user has to know. */
async function lookForLanguage({ settings, log }: DriverContext, pipe: UsbPipe): Promise<void> {
  if (settings.has("noscanlangid")) return;
  const language = await firstLanguage(pipe);
  if (language !== undefined) log.debug(1, `first supported language: 0x${language.toString(16)}`);
}

async function factsOf({ openers }: DriverContext, device: UsbDevice): Promise<ReadonlyMap<string, string>> {
  return new Map([...idVariables(device), ["driver.version.usb", await openers.usb.version()]]);
}

/** A bridge that is spoken through. */
interface Spoken extends Chosen {
  readonly pipe: UsbPipe;
  readonly exchange: Exchange;
}

export class UsbLinks implements QxLinks {
  readonly #context: DriverContext;
  /** The device of the last opening: it is looked for again, whatever bus it comes back on. */
  #known: Known | undefined;

  constructor(context: DriverContext) {
    this.#context = context;
    const { port } = context.settings;
    if (!/^auto$/i.test(port) && port !== "")
      context.log.warning(`port = ${port} is not used, for other options say that the UPS is on USB`);
  }

  /** Opens the device, and the same one again when it was lost. Throws DeviceError. */
  async open(): Promise<OpenedLink> {
    let spoken = await this.#speak();
    const reset = async (): Promise<void> => {
      await spoken.pipe.reset();
      await spoken.pipe.close();
      spoken = await this.#speak();
    };
    return {
      link: { exchange: (question) => spoken.exchange(question), reset, close: () => spoken.pipe.close() },
      title: `${deviceTitle(spoken.known.device)}, bridge ${spoken.bridge.name}`,
      facts: await factsOf(this.#context, spoken.known.device),
    };
  }

  watch(arrived: () => void): () => void {
    return watchHotplug(this.#context.openers.usb, this.#context.clock, arrived);
  }

  async #speak(): Promise<Spoken> {
    const language = languageOf(this.#context);
    const { settings, clock, openers } = this.#context;
    const spoken = await openFirst(await choose(this.#context, this.#known), async (chosen) => ({
      ...chosen,
      pipe: await openers.usb.open(chosen.known.device),
    }));
    const { known, bridge, pipe } = spoken;
    this.#known = known;
    if (language !== undefined) await lookForLanguage(this.#context, pipe);
    return { ...spoken, exchange: bridge.create({ pipe, clock, language, option: (name) => settings.get(name) }) };
  }
}
