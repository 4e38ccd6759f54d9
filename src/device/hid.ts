/** USB devices with a HID interface behind an interface: real ones, or devices made of behaviours in tests. */

/** What a device's descriptors say of it. Strings stand as the device has them; absent ones are undefined. */
export interface UsbFacts {
  readonly vendorId: number;
  readonly productId: number;
  readonly release: number;
  readonly vendor: string | undefined;
  readonly product: string | undefined;
  readonly serial: string | undefined;
}

export interface UsbDevice extends UsbFacts {
  /** Three digits each, as ups.conf writes them; both change when the device is plugged in again. */
  readonly bus: string;
  readonly address: string;
  /** Ports from the root hub on: what a device keeps as long as it stays in its socket. */
  readonly ports: readonly number[];
  readonly hid: boolean;
  /** For a person: `/dev/bus/usb/001/004`, or what the system has instead. */
  readonly node: string;
}

export interface HidSetup {
  /** Interface (0), alternate setting (as it is), index of the report descriptor (0), interrupt endpoint (its own). */
  readonly interface?: number | undefined;
  readonly alternate?: number | undefined;
  readonly descriptorIndex?: number | undefined;
  readonly endpointIn?: number | undefined;
}

/** An interface of the HID class. Its number is undefined where only opening the device tells. */
export interface HidFace {
  readonly interface: number | undefined;
}

/** The answer to one request. `stall`: the device does not know it; `timeout`: it kept silent. */
export type HidAnswer =
  | { readonly kind: "data"; readonly bytes: Uint8Array }
  | { readonly kind: "stall" }
  | { readonly kind: "timeout" }
  | { readonly kind: "error"; readonly text: string };

/** An open device, its interface claimed. Everything throws DeviceError `lost` once the device is gone. */
export interface HidLink {
  /** The report descriptor, in the lengths that the device states for it, likeliest first. */
  reportDescriptors(): Promise<readonly Uint8Array[]>;
  /** GET_REPORT (feature); the bytes begin with the report's number where reports are numbered. */
  getReport(id: number, length: number, ms: number): Promise<HidAnswer>;
  /** SET_REPORT (feature). `data` is empty. */
  setReport(id: number, bytes: Uint8Array, ms: number): Promise<HidAnswer>;
  /** A string descriptor; undefined where there is none. */
  text(index: number, ms: number): Promise<string | undefined>;
  /** Reads the interrupt endpoint until closed; false without one. `broken` gets DeviceError `stale` or `lost`. */
  listen(size: number | undefined, heard: (report: Uint8Array) => void, broken: (why: Error) => void): boolean;
  /** Resets the device on its port; the link is dead afterwards and must be closed. */
  reset(): Promise<void>;
  close(): Promise<void>;
}

export interface HidOpener {
  /** All devices but hubs. Cheap enough to be asked every second. */
  list(): Promise<readonly UsbDevice[]>;
  /** Opens, detaches the kernel's driver and claims. Throws DeviceError `absent`, `denied` or `busy`. */
  open(device: UsbDevice, setup: HidSetup): Promise<HidLink>;
  /**
   * The first interface whose report descriptor is one that is wanted, looked at without taking the device from
   * anybody. Throws DeviceError `denied` or `busy` where there is none and one could not be looked at.
   */
  peek(device: UsbDevice, wanted: (descriptor: Uint8Array) => boolean): Promise<HidFace | undefined>;
  /** Bus and address behind `/dev/hidrawN`, `/dev/usb/hiddevN` or `/dev/bus/usb/BBB/DDD`. */
  resolve(path: string): Promise<{ readonly bus: string; readonly address: string } | undefined>;
  /** Name and version of what does the work, for `driver.version.usb`. */
  version(): Promise<string>;
}
