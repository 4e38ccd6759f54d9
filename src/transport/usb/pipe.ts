import { DeviceError } from "../../device/device-error.ts";
import type { UsbDevice } from "../../device/hid.ts";
import type { UsbAnswer, UsbEndpoint, UsbPipe, UsbRequest } from "../../device/usb-pipe.ts";
import { reasonOf } from "../../system/system-error.ts";
import { answerOf } from "./errors.ts";
import type { NativeDevice } from "./link.ts";
import { release } from "./release.ts";

export interface NativePipe extends NativeDevice {
  nativeTransferOut(endpoint: number, timeout: number, data: Uint8Array): Promise<number>;
}

const INWARDS = 0x80;
const NUMBER = 0x0f;
const EMPTY = new Uint8Array();

export class NativeUsbPipe implements UsbPipe {
  readonly device: UsbDevice;
  readonly endpoints: readonly UsbEndpoint[];
  readonly #native: NativePipe;
  #closed = false;

  constructor(native: NativePipe, device: UsbDevice, endpoints: readonly UsbEndpoint[]) {
    this.#native = native;
    this.device = device;
    this.endpoints = endpoints;
  }

  controlOut(request: UsbRequest, bytes: Uint8Array, ms: number): Promise<UsbAnswer> {
    return this.#sent(() => this.#native.nativeControlTransferOut(setupOf(request), ms, bytes));
  }

  controlIn(request: UsbRequest, length: number, ms: number): Promise<UsbAnswer> {
    return this.#brought(() => this.#native.nativeControlTransferIn(setupOf(request), ms, length));
  }

  read(address: number, length: number, ms: number): Promise<UsbAnswer> {
    return this.#brought(() => this.#native.nativeTransferIn(address & NUMBER, ms, length));
  }

  write(address: number, bytes: Uint8Array, ms: number): Promise<UsbAnswer> {
    return this.#sent(() => this.#native.nativeTransferOut(address & NUMBER, ms, bytes));
  }

  async clearHalt(address: number): Promise<void> {
    await this.#native.clearHalt(address & INWARDS ? "in" : "out", address & NUMBER).catch(() => undefined);
  }

  async reset(): Promise<void> {
    this.#closed = true;
    try {
      await this.#native.reset();
    } catch (error) {
      throw new DeviceError("lost", `${this.device.node}: cannot be reset: ${reasonOf(error)}`, { cause: error });
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    await release(this.#native, 0);
  }

  #brought(transfer: () => Promise<Uint8Array | null>): Promise<UsbAnswer> {
    return this.#try(async () => {
      const bytes = await transfer();
      return bytes ? { kind: "data", bytes } : { kind: "stall" };
    });
  }

  #sent(transfer: () => Promise<number>): Promise<UsbAnswer> {
    return this.#try(async () => {
      await transfer();
      return { kind: "data", bytes: EMPTY };
    });
  }

  async #try(transfer: () => Promise<UsbAnswer>): Promise<UsbAnswer> {
    if (this.#closed) throw new DeviceError("lost", `${this.device.node}: closed`);
    try {
      return await transfer();
    } catch (error) {
      return answerOf(error, this.device.node);
    }
  }
}

const setupOf = ({ type, recipient, request, value, index }: UsbRequest) => ({
  requestType: type,
  recipient,
  request,
  value,
  index,
});
