/** A USB device transfer by transfer, made of behaviours: a test says what each transfer brings. */

import { DeviceError } from "../../../src/device/device-error.ts";
import type { UsbDevice } from "../../../src/device/hid.ts";
import type { UsbAnswer, UsbEndpoint, UsbPipe, UsbRequest } from "../../../src/device/usb-pipe.ts";

export const TIMEOUT: UsbAnswer = { kind: "timeout" };
export const STALL: UsbAnswer = { kind: "stall" };
export const SENT: UsbAnswer = { kind: "data", bytes: new Uint8Array() };

export const data = (bytes: Iterable<number>): UsbAnswer => ({ kind: "data", bytes: Uint8Array.from(bytes) });

/** `30 32 2e` as bytes. */
export const hexBytes = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex.replaceAll(" ", ""), "hex"));
export const asciiBytes = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, "latin1"));

export interface Behaviours {
  readonly endpoints?: readonly UsbEndpoint[];
  readonly controlOut?: (request: UsbRequest, bytes: Uint8Array) => UsbAnswer;
  readonly controlIn?: (request: UsbRequest, length: number) => UsbAnswer;
  readonly read?: (address: number, length: number) => UsbAnswer;
  readonly write?: (address: number, bytes: Uint8Array) => UsbAnswer;
}

export const usbDevice = (vendorId: number, productId: number, facts: Partial<UsbDevice> = {}): UsbDevice => ({
  vendorId,
  productId,
  release: 1,
  vendor: undefined,
  product: undefined,
  serial: undefined,
  bus: "001",
  address: "004",
  ports: [2],
  hid: true,
  node: "/dev/bus/usb/001/004",
  ...facts,
});

export class FakePipe implements UsbPipe {
  readonly device: UsbDevice;
  readonly endpoints: readonly UsbEndpoint[];
  /** Endpoints that were cleared after a stall. */
  readonly cleared: number[] = [];
  /** Milliseconds of each transfer's time-out, with what it was. */
  readonly transfers: string[] = [];
  closed = false;
  unplugged = false;
  readonly #does: Behaviours;
  readonly #wait: (ms: number) => Promise<void>;

  /** `wait` passes the time of a read that brings nothing. */
  constructor(
    does: Behaviours,
    device = usbDevice(0x0665, 0x5161),
    wait: (ms: number) => Promise<void> = () => Promise.resolve(),
  ) {
    this.#does = does;
    this.#wait = wait;
    this.device = device;
    this.endpoints = does.endpoints ?? [];
  }

  #run(name: string, act: () => UsbAnswer | undefined): Promise<UsbAnswer> {
    this.transfers.push(name);
    if (this.unplugged || this.closed) return Promise.reject(new DeviceError("lost", `${this.device.node}: gone`));
    return Promise.resolve(act() ?? TIMEOUT);
  }

  controlOut(request: UsbRequest, bytes: Uint8Array, ms: number): Promise<UsbAnswer> {
    return this.#run(`control out ${ms}`, () => this.#does.controlOut?.(request, bytes));
  }

  controlIn(request: UsbRequest, length: number, ms: number): Promise<UsbAnswer> {
    return this.#run(`control in ${ms}`, () => this.#does.controlIn?.(request, length));
  }

  async read(address: number, length: number, ms: number): Promise<UsbAnswer> {
    const answer = await this.#run(`read ${address.toString(16)} ${length} ${ms}`, () =>
      this.#does.read?.(address, length),
    );
    if (answer.kind === "timeout") await this.#wait(ms);
    return answer;
  }

  write(address: number, bytes: Uint8Array, ms: number): Promise<UsbAnswer> {
    return this.#run(`write ${address.toString(16)} ${ms}`, () => this.#does.write?.(address, bytes));
  }

  clearHalt(address: number): Promise<void> {
    this.cleared.push(address);
    return Promise.resolve();
  }

  /** Called by a reset; the device may come to its senses. */
  onReset: () => void = () => undefined;

  reset(): Promise<void> {
    this.transfers.push("reset");
    this.onReset();
    return Promise.resolve();
  }

  close(): Promise<void> {
    this.closed = true;
    return Promise.resolve();
  }
}
