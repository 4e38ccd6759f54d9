/** A HID device at the end of a SHUT line, as the driver of HID devices wants it. */
import type { HidAnswer, HidLink } from "../../device/hid.ts";
import type { ShutChannel } from "./channel.ts";
import {
  DESCRIPTORS,
  type DescriptorKind,
  getDescriptor,
  getReport,
  parseString,
  reportDescriptorLength,
  setReport,
} from "./requests.ts";

const HID_LENGTH = 9;
/** No report descriptor is longer; what a device says beyond that is no descriptor. */
const LONGEST = 0x1800;
const STRING_LENGTH = 128;
const LONGEST_STRING = 255;

/** A descriptor tells its kind in its second byte, all but the report descriptor. */
const isOf =
  (kind: DescriptorKind) =>
  (answer: Uint8Array): boolean =>
    kind === "report" || answer[1] === DESCRIPTORS[kind];

/** Undefined where the device has none. Throws DeviceError `lost`. */
export async function askDescriptor(
  channel: ShutChannel,
  kind: DescriptorKind,
  index: number,
  length: number,
): Promise<Uint8Array | undefined> {
  const answer = await channel.ask({ parts: [getDescriptor(kind, index, length)], length, fits: isOf(kind) });
  return answer.kind === "data" ? answer.bytes : undefined;
}

/** A string descriptor; undefined where there is none. Throws DeviceError `lost`. */
export async function askString(
  channel: ShutChannel,
  index: number,
  length = STRING_LENGTH,
): Promise<string | undefined> {
  const bytes = await askDescriptor(channel, "string", index, length);
  const whole = bytes?.[0] ?? 0;
  if (whole > length && length < LONGEST_STRING) return askString(channel, index, LONGEST_STRING);
  return bytes && parseString(bytes);
}

export class ShutLink implements HidLink {
  readonly #channel: ShutChannel;
  readonly #index: number;

  constructor(channel: ShutChannel, index: number) {
    this.#channel = channel;
    this.#index = index;
  }

  async reportDescriptors(): Promise<readonly Uint8Array[]> {
    const hid = await askDescriptor(this.#channel, "hid", this.#index, HID_LENGTH);
    const length = hid && reportDescriptorLength(hid);
    if (!length || length > LONGEST) return [];
    const bytes = await askDescriptor(this.#channel, "report", this.#index, length);
    return bytes ? [bytes] : [];
  }

  getReport(id: number, length: number): Promise<HidAnswer> {
    const fits = (answer: Uint8Array): boolean => id === 0 || answer[0] === id;
    return this.#channel.ask({ parts: [getReport(id, length)], length, fits });
  }

  setReport(id: number, bytes: Uint8Array): Promise<HidAnswer> {
    return this.#channel.ask({ parts: [setReport(id, bytes.length), bytes] });
  }

  text(index: number): Promise<string | undefined> {
    return askString(this.#channel, index);
  }

  listen(_size: number | undefined, heard: (report: Uint8Array) => void, broken: (why: Error) => void): boolean {
    this.#channel.listen({ heard, broken });
    return true;
  }

  /** The line is opened anew afterwards, and that is all that can be done. */
  reset(): Promise<void> {
    return Promise.resolve();
  }

  close(): Promise<void> {
    return this.#channel.close();
  }
}
