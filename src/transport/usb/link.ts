import { DeviceError } from "../../device/device-error.ts";
import type { HidAnswer, HidLink, HidSetup, UsbDevice } from "../../device/hid.ts";
import { reasonOf } from "../../system/system-error.ts";
import { answerOf } from "./errors.ts";
import { hidDescriptorIn, statedLength } from "./hid-descriptor.ts";
import { type Releasable, release } from "./release.ts";

export interface NativeDevice extends Releasable {
  nativeControlTransferIn(setup: Setup, timeout: number, length: number): Promise<Uint8Array | null>;
  nativeControlTransferOut(setup: Setup, timeout: number, data?: Uint8Array): Promise<number>;
  nativeTransferIn(endpoint: number, timeout: number, length: number): Promise<Uint8Array | null>;
  clearHalt(direction: "in" | "out", endpoint: number): Promise<void>;
  reset(): Promise<void>;
}

export interface Endpoint {
  readonly number: number;
  /** Largest packet in bytes: reads must ask for a multiple of it. */
  readonly packet: number;
}

interface Setup {
  readonly requestType: "standard" | "class" | "vendor";
  readonly recipient: "device" | "interface" | "endpoint" | "other";
  readonly request: number;
  readonly value: number;
  readonly index: number;
}

const GET_DESCRIPTOR = 6;
const GET_REPORT = 1;
const SET_REPORT = 9;
const FEATURE = 0x300;
const CONFIGURATION = 0x200;
const TEXT = 0x300;
const HID = 0x2100;
const REPORT = 0x2200;
const ENGLISH = 0x0409;

/** Descriptors may take as long as the C driver allows them. */
const DESCRIPTOR_MS = 5000;
const MAX_DESCRIPTOR = 0xffff;
/** A read cannot be called off: closing waits for it as long as this. */
const LISTEN_MS = 500;
const LARGEST_REPORT = 512;
const MAX_FAILURES = 8;
const PAUSE_MS = 250;

const pause = (ms: number): Promise<void> => new Promise((resolve) => void setTimeout(resolve, ms));

/**
 * Linux carries no more in one control transfer. What stands behind is lost, but the rest is there: an Eaton 9PX with
 * lithium batteries has 4703 bytes.
 */
const LONGEST = 4096;

export class UsbLink implements HidLink {
  readonly #native: NativeDevice;
  readonly #device: UsbDevice;
  readonly #setup: HidSetup;
  readonly #endpoint: Endpoint | undefined;
  /** The kernel's driver had the interface and gets it back: `/dev/hidrawN` is there again for the next start. */
  #handBack: boolean;
  #language: number | undefined;
  #listening: Promise<void> | undefined;
  #closed = false;

  constructor(
    native: NativeDevice,
    device: UsbDevice,
    setup: HidSetup,
    endpoint: Endpoint | undefined,
    handBack = false,
  ) {
    this.#native = native;
    this.#device = device;
    this.#setup = setup;
    this.#endpoint = endpoint;
    this.#handBack = handBack;
  }

  async reportDescriptors(): Promise<readonly Uint8Array[]> {
    const index = this.#setup.descriptorIndex ?? 0;
    const own = await this.#ask("interface", GET_DESCRIPTOR, HID + index, 9);
    const inside = hidDescriptorIn(await this.#configuration(), this.#interface);
    const lengths = [inside && statedLength(inside), own && statedLength(own)];
    // Devices that count their report descriptors state the right length only when asked themselves.
    const ordered = index > 0 ? lengths.reverse() : lengths;
    const found: Uint8Array[] = [];
    for (const length of new Set(ordered)) {
      const most = Math.min(length ?? 0, LONGEST);
      const bytes = most > 0 ? await this.#ask("interface", GET_DESCRIPTOR, REPORT + index, most) : undefined;
      if (bytes && bytes.length > 0) found.push(bytes);
    }
    return found;
  }

  async #configuration(): Promise<Uint8Array> {
    const head = await this.#ask("device", GET_DESCRIPTOR, CONFIGURATION, 9, 0);
    const total = head && head.length >= 4 ? (head[2] ?? 0) + (head[3] ?? 0) * 0x100 : 0;
    const all = total > 9 ? await this.#ask("device", GET_DESCRIPTOR, CONFIGURATION, total, 0) : undefined;
    return all ?? new Uint8Array();
  }

  getReport(id: number, length: number, ms: number): Promise<HidAnswer> {
    return this.#in("class", "interface", GET_REPORT, FEATURE + id, this.#interface, length, ms);
  }

  async setReport(id: number, bytes: Uint8Array, ms: number): Promise<HidAnswer> {
    this.#check();
    const setup: Setup = {
      requestType: "class",
      recipient: "interface",
      request: SET_REPORT,
      value: FEATURE + id,
      index: this.#interface,
    };
    try {
      await this.#native.nativeControlTransferOut(setup, ms, bytes);
      return { kind: "data", bytes: new Uint8Array() };
    } catch (error) {
      return answerOf(error, this.#device.node);
    }
  }

  async text(index: number, ms: number): Promise<string | undefined> {
    this.#language ??= await this.#askLanguage(ms);
    const answer = await this.#in("standard", "device", GET_DESCRIPTOR, TEXT + index, this.#language, 255, ms);
    if (answer.kind !== "data" || answer.bytes.length < 2) return undefined;
    const length = Math.min(answer.bytes.length, answer.bytes[0] ?? 0);
    return Buffer.from(answer.bytes).toString("utf16le", 2, length).split("\0")[0];
  }

  async #askLanguage(ms: number): Promise<number> {
    const answer = await this.#in("standard", "device", GET_DESCRIPTOR, TEXT, 0, 4, ms);
    if (answer.kind !== "data" || answer.bytes.length < 4) return ENGLISH;
    return (answer.bytes[2] ?? 0) + (answer.bytes[3] ?? 0) * 0x100;
  }

  listen(size: number | undefined, heard: (report: Uint8Array) => void, broken: (why: Error) => void): boolean {
    if (this.#endpoint === undefined) return false;
    const { number, packet } = this.#endpoint;
    const whole = Math.ceil((size ?? LARGEST_REPORT) / Math.max(1, packet)) * Math.max(1, packet);
    this.#listening = this.#read(number, whole, heard).catch(broken);
    return true;
  }

  async #read(endpoint: number, size: number, heard: (report: Uint8Array) => void): Promise<void> {
    let failures = 0;
    while (!this.#closed) {
      const answer = await this.#hear(endpoint, size);
      if (this.#closed) return;
      if (answer.kind === "data") heard(answer.bytes);
      failures = answer.kind === "data" || answer.kind === "timeout" ? 0 : failures + 1;
      if (failures >= MAX_FAILURES) throw new DeviceError("stale", `${this.#device.node}: interrupt reports fail`);
      if (failures > 0) await pause(PAUSE_MS);
    }
  }

  async #hear(endpoint: number, size: number): Promise<HidAnswer> {
    try {
      const bytes = await this.#native.nativeTransferIn(endpoint, LISTEN_MS, size);
      return bytes ? { kind: "data", bytes } : { kind: "stall" };
    } catch (error) {
      const answer = answerOf(error, this.#device.node);
      if (answer.kind === "stall") await this.#native.clearHalt("in", endpoint).catch(() => undefined);
      return answer;
    }
  }

  async reset(): Promise<void> {
    this.#closed = true;
    this.#handBack = false;
    await this.#listening;
    try {
      await this.#native.reset();
    } catch (error) {
      throw new DeviceError("lost", `${this.#device.node}: cannot be reset: ${reasonOf(error)}`, { cause: error });
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#listening;
    await release(this.#native, this.#interface, this.#handBack);
  }

  get #interface(): number {
    return this.#setup.interface ?? 0;
  }

  #check(): void {
    if (this.#closed) throw new DeviceError("lost", `${this.#device.node}: closed`);
  }

  async #ask(
    recipient: Setup["recipient"],
    request: number,
    value: number,
    length: number,
    index = this.#interface,
  ): Promise<Uint8Array | undefined> {
    const wanted = Math.min(length, MAX_DESCRIPTOR);
    const answer = await this.#in("standard", recipient, request, value, index, wanted, DESCRIPTOR_MS);
    return answer.kind === "data" ? answer.bytes : undefined;
  }

  async #in(
    requestType: Setup["requestType"],
    recipient: Setup["recipient"],
    request: number,
    value: number,
    index: number,
    length: number,
    ms: number,
  ): Promise<HidAnswer> {
    this.#check();
    try {
      const bytes = await this.#native.nativeControlTransferIn(
        { requestType, recipient, request, value, index },
        ms,
        length,
      );
      return bytes ? { kind: "data", bytes } : { kind: "stall" };
    } catch (error) {
      return answerOf(error, this.#device.node);
    }
  }
}
