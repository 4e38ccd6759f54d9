/** A USB device that is spoken to transfer by transfer: what serial bridges need, real or made of behaviours. */
import type { HidAnswer, UsbDevice } from "./hid.ts";

export type UsbAnswer = HidAnswer;

/** A control request (USB 2.0, section 9.3). */
export interface UsbRequest {
  readonly type: "standard" | "class" | "vendor";
  readonly recipient: "device" | "interface" | "endpoint";
  readonly request: number;
  readonly value: number;
  readonly index: number;
}

export interface UsbEndpoint {
  /** With 0x80 for those that are read. */
  readonly address: number;
  readonly interrupt: boolean;
  readonly packetSize: number;
}

export interface UsbPipe {
  readonly device: UsbDevice;
  readonly endpoints: readonly UsbEndpoint[];
  /** `data` is empty. */
  controlOut(request: UsbRequest, bytes: Uint8Array, ms: number): Promise<UsbAnswer>;
  controlIn(request: UsbRequest, length: number, ms: number): Promise<UsbAnswer>;
  read(address: number, length: number, ms: number): Promise<UsbAnswer>;
  write(address: number, bytes: Uint8Array, ms: number): Promise<UsbAnswer>;
  /** Lets an endpoint go on that the device has stalled. */
  clearHalt(address: number): Promise<void>;
  /** Resets the device on its port; the pipe is of no use after that. Throws DeviceError `lost`. */
  reset(): Promise<void>;
  close(): Promise<void>;
}

export interface UsbPipeOpener {
  /** All devices but hubs. */
  list(): Promise<readonly UsbDevice[]>;
  open(device: UsbDevice): Promise<UsbPipe>;
  version(): Promise<string>;
}
