/** A machine with USB sockets: devices out of captures that are plugged in, pulled, and that misbehave on demand. */

import { DeviceError } from "../../../src/device/device-error.ts";
import type { HidAnswer, HidFace, HidLink, HidOpener, HidSetup, UsbDevice } from "../../../src/device/hid.ts";
import type { VirtualClock } from "../machine/virtual-clock.ts";
import type { CapturedDevice } from "./usb-capture.ts";

export interface Written {
  readonly id: number;
  readonly hex: string;
}

const three = (value: number): string => String(value).padStart(3, "0");

/** One device in a socket. */
export class SimUsbDevice {
  readonly captured: CapturedDevice;
  serial: string | undefined;
  bus = 1;
  address = 4;
  port = 1;
  plugged = true;
  /** Reports that are refused or never answered; "all" is every one. */
  readonly stalled = new Set<number | "all">();
  readonly hung = new Set<number | "all">();
  readonly short = new Map<number, number>();
  /** Thrown at open. */
  refusal: DeviceError | undefined;
  /** What was asked and done, in order. */
  readonly asked: number[] = [];
  readonly written: Written[] = [];
  opened = 0;
  resets = 0;
  setup: HidSetup = {};
  /** The number of the interface that the capture is of. */
  face: number | undefined;
  /** Where it wants to be after a reset. */
  onReset: () => void = () => undefined;
  readonly #reports = new Map<number, Uint8Array>();
  #hear: ((report: Uint8Array) => void) | undefined;
  #break: ((why: Error) => void) | undefined;

  constructor(captured: CapturedDevice) {
    this.captured = captured;
    this.serial = captured.facts.serial;
  }

  get listed(): UsbDevice {
    return {
      ...this.captured.facts,
      serial: this.serial,
      bus: three(this.bus),
      address: three(this.address),
      ports: [this.port],
      hid: true,
      node: `/dev/bus/usb/${three(this.bus)}/${three(this.address)}`,
    };
  }

  report(id: number): Uint8Array | undefined {
    return this.#reports.get(id) ?? this.captured.feature(id);
  }

  /** Puts bytes (with the report's number) where GET_REPORT finds them. */
  put(id: number, bytes: Uint8Array): void {
    this.#reports.set(id, bytes);
  }

  /** Sends an input report. */
  interrupt(...bytes: readonly number[]): void {
    this.#hear?.(Uint8Array.from(bytes));
  }

  get listening(): boolean {
    return this.#hear !== undefined;
  }

  /** Its interrupt endpoint fails, nothing else. */
  falterInterrupts(): void {
    this.#break?.(new DeviceError("stale", "interrupt reports fail"));
    this.hangUp();
  }

  unplug(): void {
    this.plugged = false;
    this.#break?.(new DeviceError("lost", "the device is gone"));
    this.hangUp();
  }

  /** In again, with a new address as the kernel gives one. */
  plug(place: { readonly bus?: number; readonly port?: number } = {}): void {
    this.plugged = true;
    this.address++;
    this.bus = place.bus ?? this.bus;
    this.port = place.port ?? this.port;
  }

  listen(heard: (report: Uint8Array) => void, broken: (why: Error) => void): void {
    this.#hear = heard;
    this.#break = broken;
  }

  hangUp(): void {
    this.#hear = undefined;
    this.#break = undefined;
  }

  file(id: number, bytes: Uint8Array): void {
    this.written.push({ id, hex: Buffer.from(bytes).toString("hex") });
    const report = Uint8Array.from(this.report(id) ?? bytes);
    report.set(bytes.subarray(0, report.length));
    this.#reports.set(id, report);
  }
}

class SimLink implements HidLink {
  readonly #device: SimUsbDevice;
  readonly #clock: VirtualClock;
  /** Another address is another device: an old link does not come to life again. */
  readonly #address: number;
  #closed = false;

  constructor(device: SimUsbDevice, clock: VirtualClock) {
    this.#device = device;
    this.#clock = clock;
    this.#address = device.address;
  }

  #check(): void {
    if (this.#closed || !this.#device.plugged || this.#device.address !== this.#address)
      throw new DeviceError("lost", `${this.#device.listed.node}: the device is gone`);
  }

  async reportDescriptors(): Promise<readonly Uint8Array[]> {
    this.#check();
    return Promise.resolve([this.#device.captured.descriptorBytes]);
  }

  async getReport(id: number, length: number, ms: number): Promise<HidAnswer> {
    this.#check();
    this.#device.asked.push(id);
    const fault = await this.#fault(id, ms);
    if (fault) return fault;
    const bytes = this.#device.report(id)?.subarray(0, Math.min(length, this.#device.short.get(id) ?? length));
    return bytes ? { kind: "data", bytes } : { kind: "stall" };
  }

  async #fault(id: number, ms: number): Promise<HidAnswer | undefined> {
    const { hung, stalled } = this.#device;
    if (hung.has("all") || hung.has(id)) {
      await new Promise<void>((resolve) => void this.#clock.after(ms, resolve));
      this.#check();
      return { kind: "timeout" };
    }
    return stalled.has("all") || stalled.has(id) ? { kind: "stall" } : undefined;
  }

  async setReport(id: number, bytes: Uint8Array, ms: number): Promise<HidAnswer> {
    this.#check();
    const fault = await this.#fault(id, ms);
    if (fault) return fault;
    this.#device.file(id, bytes);
    return { kind: "data", bytes: new Uint8Array() };
  }

  text(index: number): Promise<string | undefined> {
    this.#check();
    return Promise.resolve(this.#device.captured.string(index));
  }

  listen(_size: number | undefined, heard: (report: Uint8Array) => void, broken: (why: Error) => void): boolean {
    this.#device.listen(heard, broken);
    return true;
  }

  reset(): Promise<void> {
    this.#device.resets++;
    this.#device.onReset();
    this.#closed = true;
    return Promise.resolve();
  }

  close(): Promise<void> {
    this.#closed = true;
    this.#device.hangUp();
    return Promise.resolve();
  }
}

export class SimUsbMachine implements HidOpener {
  readonly devices: SimUsbDevice[];
  /** What lies behind `/dev/hidrawN`. */
  readonly nodes = new Map<string, SimUsbDevice>();
  readonly #clock: VirtualClock;

  constructor(clock: VirtualClock, ...devices: readonly SimUsbDevice[]) {
    this.#clock = clock;
    this.devices = [...devices];
  }

  get #plugged(): readonly SimUsbDevice[] {
    return this.devices.filter(({ plugged }) => plugged);
  }

  list(): Promise<readonly UsbDevice[]> {
    return Promise.resolve(this.#plugged.map(({ listed }) => listed));
  }

  open(wanted: UsbDevice, setup: HidSetup): Promise<HidLink> {
    const device = this.#plugged.find(({ listed }) => listed.node === wanted.node);
    if (!device) return Promise.reject(new DeviceError("absent", `${wanted.node}: the device is gone`));
    if (device.refusal) return Promise.reject(device.refusal);
    device.opened++;
    device.setup = setup;
    return Promise.resolve(new SimLink(device, this.#clock));
  }

  peek(asked: UsbDevice, wanted: (descriptor: Uint8Array) => boolean): Promise<HidFace | undefined> {
    const device = this.#plugged.find(({ listed }) => listed.node === asked.node);
    if (device?.refusal) return Promise.reject(device.refusal);
    return Promise.resolve(device && wanted(device.captured.descriptorBytes) ? { interface: device.face } : undefined);
  }

  resolve(path: string): Promise<{ readonly bus: string; readonly address: string } | undefined> {
    const device = this.nodes.get(path);
    return Promise.resolve(device && { bus: device.listed.bus, address: device.listed.address });
  }

  version(): Promise<string> {
    return Promise.resolve("simulated");
  }
}
